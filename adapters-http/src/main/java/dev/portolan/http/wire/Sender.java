package dev.portolan.http.wire;

import java.io.IOException;

/** Sends one request as it is, and returns the response. */
@FunctionalInterface
public interface Sender {

    /**
     * Sends a request and waits for the status and headers of the response.
     *
     * @throws IOException when no response comes; an interrupt is a {@link java.io.InterruptedIOException}
     * @throws dev.portolan.error.OciException when the request's body could not be read
     */
    Response send(Request request) throws IOException;
}
