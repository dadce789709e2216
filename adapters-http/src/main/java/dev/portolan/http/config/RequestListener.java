package dev.portolan.http.config;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;

/**
 * Observes each request that is sent, including those for tokens, redirects and retries, for logs and statistics. The
 * sending threads call the methods, so implementations must be thread-safe and fast, and must not throw.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RequestListener {
    /** A listener that does nothing. */
    RequestListener NONE = event -> {};

    /** Returns a listener that logs one line per request at level DEBUG. */
    static RequestListener logging(System.Logger logger) {
        return event -> logger.log(Level.DEBUG, "{0}", event);
    }

    /**
     * Called when a request is about to be sent, on the same thread; each retry and each redirect is a request of its
     * own. {@link #requested} follows with the same id.
     *
     * @return headers to add, such as {@code traceparent}; headers that the request already has, headers with
     *     credentials and invalid ones are omitted
     */
    default Map<String, String> started(RequestStart start) {
        return Map.of();
    }

    /** Called when a request is over: its response was read or abandoned, or there was none. */
    void requested(RequestEvent event);

    /**
     * Called before a request is retried after a pause of at least two seconds, because the host has an outage or asks
     * for the pause. By default this goes to the {@link System.Logger} {@code dev.portolan.http}.
     *
     * @param host {@code host} or {@code host:port}
     */
    default void waiting(String host, Duration pause) {
        System.getLogger("dev.portolan.http")
                .log(Level.INFO, "{0} is not ready; retrying in {1} s", host, pause.toSeconds());
    }

    /**
     * Called before a request is retried after a pause of at least two seconds, because the host limits the rate of
     * requests (429). By default, like {@link #waiting}.
     *
     * @param host {@code host} or {@code host:port}
     */
    default void throttled(String host, Duration pause) {
        waiting(host, pause);
    }

    /**
     * Called when a registry sends a warning for its users (distribution-spec, "Warnings"); once for each text. By
     * default it goes to the {@link System.Logger} {@code dev.portolan.http}.
     *
     * @param registry {@code host} or {@code host:port}
     * @param text what it says, without control characters
     */
    default void warned(String registry, String text) {
        System.getLogger("dev.portolan.http").log(Level.WARNING, "{0} warns: {1}", registry, text);
    }
}
