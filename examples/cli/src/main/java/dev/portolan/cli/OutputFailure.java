package dev.portolan.cli;

import java.io.IOException;

/** Standard output cannot be written: the disk is full, or its reader has closed the pipe. */
final class OutputFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean readerWentAway;

    OutputFailure(IOException cause) {
        super("writing to standard output failed: " + cause.getMessage(), cause);
        this.readerWentAway = String.valueOf(cause.getMessage()).contains("Broken pipe");
    }

    /** Returns whether the reader of a pipe closed it, as {@code head} does. */
    boolean readerWentAway() {
        return readerWentAway;
    }
}
