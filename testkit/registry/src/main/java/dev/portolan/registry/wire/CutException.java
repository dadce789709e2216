package dev.portolan.registry.wire;

import java.io.IOException;

/** Closes the connection at once: the part of the response that was sent arrives, the rest does not. */
public final class CutException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says why, for the log. */
    public CutException(String reason) {
        super(reason);
    }
}
