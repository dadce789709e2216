package dev.portolan.http.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** The clock, sleep and randomness, so that tests need not wait or guess. */
public interface Time {
    /** The system's clock. */
    Time SYSTEM = new Time() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Thread.sleep(duration.toMillis());
        }

        @Override
        public double random() {
            return ThreadLocalRandom.current().nextDouble();
        }
    };

    /** Returns the present moment. */
    Instant now();

    /** Waits. */
    void sleep(Duration duration) throws InterruptedException;

    /** Returns a random number from 0 (inclusive) to 1 (exclusive). */
    double random();
}
