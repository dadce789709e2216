package dev.portolan.http.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** The clock, sleep and chance, so that tests need neither wait nor guess. */
public interface Time {
    /** The machine's own. */
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

    /** Now. */
    Instant now();

    /** Waits. */
    void sleep(Duration duration) throws InterruptedException;

    /** A number from 0 (inclusive) to 1 (exclusive). */
    double random();
}
