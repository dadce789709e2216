package dev.portolan.http.pipeline;

import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import java.time.Duration;
import java.time.Instant;

/** How often something is tried, and how long the pauses between are. */
public final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Time time;
    private final int attempts;

    /** The maximum number of attempts. */
    public Backoff(Time time, int attempts) {
        this.time = time;
        this.attempts = attempts;
    }

    /** Returns the total number of attempts. */
    public int attempts() {
        return attempts;
    }

    /** Returns the present moment of the clock that it waits by. */
    public Instant now() {
        return time.now();
    }

    /**
     * Returns the pause after this failure, counted from 1: doubled each time up to a maximum, then reduced by up to
     * half at random, so that clients do not return at the same time.
     */
    Duration after(int failure) {
        long full = Math.min(FIRST.toMillis() << Math.min(failure - 1, 16), LONGEST.toMillis());
        return Duration.ofMillis((long) (full * (0.5 + time.random() / 2)));
    }

    /**
     * Waits after this failure.
     *
     * @throws dev.portolan.error.CancelledException when the thread is interrupted
     */
    public void pause(int failure, String what, String where) {
        try {
            time.sleep(after(failure));
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(Problem.of(what).at(where), e);
        }
    }
}
