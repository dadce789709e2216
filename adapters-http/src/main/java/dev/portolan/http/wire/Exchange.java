package dev.portolan.http.wire;

/** A part of the pipeline: answers a request, with the help of the next part. */
@FunctionalInterface
public interface Exchange {

    /**
     * Gives the answer, whatever its status.
     *
     * @throws dev.portolan.error.OciException when there is none
     */
    Response send(Request request);
}
