package dev.portolan.http.config;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;

/**
 * Hears of each request that is actually sent, those for tokens, redirects and retries included; the base of request
 * logs and statistics. Called from the threads that send, so implementations are safe to use from several threads,
 * quick, and do not throw.
 */
@FunctionalInterface
public interface RequestListener {
    /** Hears nothing. */
    RequestListener NONE = event -> {};

    /** Logs a line for each request at level DEBUG. */
    static RequestListener logging(System.Logger logger) {
        return event -> logger.log(Level.DEBUG, "{0}", event);
    }

    /**
     * A request is about to be sent, on this thread; each retry and each redirect is a request of its own. {@link
     * #requested} follows with the same id.
     *
     * @return headers to add, such as {@code traceparent}; those that the request has already, those with credentials and
     *     those that cannot be sent are left out
     */
    default Map<String, String> started(RequestStart start) {
        return Map.of();
    }

    /** A request is over: its answer was read or given up, or none came. */
    void requested(RequestEvent event);

    /**
     * A request is sent again after a pause of at least two seconds, because the host has an outage or asked for it. By
     * default this goes to the {@link System.Logger} {@code dev.portolan.http}.
     *
     * @param host {@code host} or {@code host:port}
     */
    default void waiting(String host, Duration pause) {
        System.getLogger("dev.portolan.http")
                .log(Level.INFO, "{0} does not answer properly; trying again in {1} s", host, pause.toSeconds());
    }

    /**
     * A request is sent again after a pause of at least two seconds, because the host limits the rate of requests (429). By
     * default, like {@link #waiting}.
     *
     * @param host {@code host} or {@code host:port}
     */
    default void throttled(String host, Duration pause) {
        waiting(host, pause);
    }

    /**
     * A registry sent a warning for its users (distribution-spec, "Warnings"); each text once. By default it goes to
     * the {@link System.Logger} {@code dev.portolan.http}.
     *
     * @param registry {@code host} or {@code host:port}
     * @param text what it says, without control characters
     */
    default void warned(String registry, String text) {
        System.getLogger("dev.portolan.http").log(Level.WARNING, "{0} warns: {1}", registry, text);
    }
}
