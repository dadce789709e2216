package dev.portolan.http.wire;

/** One stage of the request pipeline: answers a request, with the help of the next stage. */
@FunctionalInterface
public interface Exchange {

    /**
     * Returns the response, whatever its status.
     *
     * @throws dev.portolan.error.OciException when no response came
     */
    Response send(Request request);
}
