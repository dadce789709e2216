package dev.portolan.registry.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Limits the number of requests in a time window. */
final class RateLimit {
    private final int requests;
    private final Duration window;
    private final Deque<Long> times = new ArrayDeque<>();

    RateLimit(int requests, Duration window) {
        this.requests = requests;
        this.window = window;
    }

    /** Refuses requests above the limit, and says when to retry. */
    synchronized void take() {
        long now = System.nanoTime();
        while (!times.isEmpty() && now - times.getFirst() >= window.toNanos()) {
            times.removeFirst();
        }
        if (times.size() >= requests) {
            throw Refusal.throttled(window.minusNanos(now - times.getFirst()));
        }
        times.addLast(now);
    }
}
