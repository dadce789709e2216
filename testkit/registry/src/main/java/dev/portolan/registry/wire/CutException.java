package dev.portolan.registry.wire;

import java.io.IOException;

/** Ends the connection where it stands: what was sent of the answer arrives, the rest does not. */
public final class CutException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says why, for the log. */
    public CutException(String reason) {
        super(reason);
    }
}
