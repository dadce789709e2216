package dev.portolan.http.config;

import java.net.URI;
import java.time.Duration;

/**
 * A request that is over, and its result.
 *
 * @param id the number that {@link RequestListener#started} was told
 * @param method the HTTP method
 * @param uri the address without its query, which may hold a signature
 * @param status the answer's status; 0 when no answer came
 * @param sent bytes of the request's body that were handed to the connection
 * @param received bytes of the answer's body that arrived
 * @param took from the request's first byte until the answer's body was read or given up
 * @since 0.1.0
 */
public record RequestEvent(long id, String method, URI uri, int status, long sent, long received, Duration took) {

    /** Returns one line of text: method, address, status, bytes sent and received, milliseconds. */
    @Override
    public String toString() {
        return method + " " + uri + " " + status + " " + sent + " " + received + " " + took.toMillis() + "ms";
    }
}
