package dev.portolan.http.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Holds back all requests to a host that asked to be left alone for a while. */
public final class Throttle {
    private final Time time;
    private final Map<String, Instant> closedUntil = new ConcurrentHashMap<>();

    /** No host is held back yet. */
    public Throttle(Time time) {
        this.time = time;
    }

    /** Sends nothing to this host for so long; a longer time that was asked before stays. */
    void slow(String host, Duration pause) {
        Instant until = time.now().plus(pause);
        closedUntil.merge(host, until, (old, more) -> old.isAfter(more) ? old : more);
    }

    /** Waits until the host may be asked. */
    void await(String host) throws InterruptedException {
        for (Instant until; (until = closedUntil.get(host)) != null; ) {
            Duration left = Duration.between(time.now(), until);
            if (left.isNegative() || left.isZero()) {
                closedUntil.remove(host, until);
            } else {
                time.sleep(left);
            }
        }
    }
}
