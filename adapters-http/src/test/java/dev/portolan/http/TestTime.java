package dev.portolan.http;

import dev.portolan.http.pipeline.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A clock that stands still until it is turned, or until somebody sleeps: nobody waits, and each pause is noted. */
final class TestTime implements Time {
    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = Instant.parse("2025-01-01T00:00:00Z");

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized void sleep(Duration duration) {
        pauses.add(duration);
        now = now.plus(duration);
    }

    /** The longest pause that the backoff knows. */
    @Override
    public double random() {
        return 1;
    }

    synchronized void turn(Duration duration) {
        now = now.plus(duration);
    }

    synchronized List<Duration> pauses() {
        return List.copyOf(pauses);
    }
}
