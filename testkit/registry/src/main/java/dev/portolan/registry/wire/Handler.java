package dev.portolan.registry.wire;

import java.io.IOException;

/** Responds to requests, each on the thread of its connection. */
@FunctionalInterface
public interface Handler {

    /**
     * Responds to one request by one of the methods of the response.
     *
     * @throws IOException when the connection fails, which ends it
     */
    void handle(Request request, Response response) throws IOException;
}
