package dev.portolan.cli;

import java.io.IOException;

/** Standard output cannot be written to: the disk is full, or who read it went away. */
final class OutputFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean readerWentAway;

    private OutputFailure(IOException cause) {
        super("writing to standard output failed: " + cause.getMessage(), cause);
        this.readerWentAway = String.valueOf(cause.getMessage()).contains("Broken pipe");
    }

    static OutputFailure of(IOException cause) {
        return new OutputFailure(cause);
    }

    /** Whether the other end of a pipe was closed, as {@code head} does when it has seen enough. */
    boolean readerWentAway() {
        return readerWentAway;
    }
}
