package dev.portolan.registry.wire;

import java.io.IOException;

/** What came is not HTTP, or more of it than is taken; the connection ends after the answer. */
final class MalformedRequestException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    MalformedRequestException(int status, String reason) {
        super(reason);
        this.status = status;
    }

    int status() {
        return status;
    }
}
