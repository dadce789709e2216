package dev.portolan.registry.wire;

import java.io.IOException;

/** Thrown when a request is not HTTP, or is too large; the connection ends after the response. */
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
