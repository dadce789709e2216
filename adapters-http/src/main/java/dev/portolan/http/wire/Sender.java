package dev.portolan.http.wire;

import java.io.IOException;

/** Sends one request as it is, once, and gives what comes back. */
@FunctionalInterface
public interface Sender {

    /**
     * Sends and waits for the answer's status and headers.
     *
     * @throws IOException when none comes; an interrupt is a {@link java.io.InterruptedIOException}
     * @throws dev.portolan.error.OciException when the request's body could not be read
     */
    Response send(Request request) throws IOException;
}
