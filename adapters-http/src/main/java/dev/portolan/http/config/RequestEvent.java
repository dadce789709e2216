package dev.portolan.http.config;

import java.net.URI;
import java.time.Duration;

/**
 * A completed request and its result.
 *
 * @param id the id that was passed to {@link RequestListener#started}
 * @param method the HTTP method
 * @param uri the address without its query, which may contain a signature
 * @param status the status of the response; 0 if there was none
 * @param sent bytes of the request body that were passed to the connection
 * @param received bytes of the response body that arrived
 * @param took the time from the first byte of the request until the response body was read or abandoned
 * @since 0.1.0
 */
public record RequestEvent(long id, String method, URI uri, int status, long sent, long received, Duration took) {

    /** Returns one line of text: method, address, status, bytes sent and received, milliseconds. */
    @Override
    public String toString() {
        return method + " " + uri + " " + status + " " + sent + " " + received + " " + took.toMillis() + "ms";
    }
}
