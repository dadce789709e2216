package dev.portolan.http.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the requests that are sent to a host at a time, since the JDK's client has no bound of its own. A host that
 * answers 429 or 503 gets no request for a while, and fewer at a time afterwards; the bound grows again with each
 * request that succeeds.
 */
public final class Throttle {
    /** The requests that may be sent to one host at a time. */
    public static final int WIDEST = 64;

    private final Time time;
    private final Map<String, Host> hosts = new ConcurrentHashMap<>();

    /** Throttles no host yet. */
    public Throttle(Time time) {
        this.time = time;
    }

    /** Returns the bound of one host. */
    public Host of(String name) {
        return hosts.computeIfAbsent(name, key -> new Host());
    }

    /** The bound of one host. */
    public final class Host {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private volatile Instant closedUntil = Instant.MIN;
        private volatile int width = WIDEST;
        private int sending;
        private int successes;

        private Host() {}

        /** Returns how many requests may be sent at a time. */
        public int width() {
            return width;
        }

        /** Lets nothing through for a while, unless a longer pause is under way, and halves the width. */
        void slow(Duration pause) {
            Instant until = time.now().plus(pause);
            lock.lock();
            try {
                closedUntil = until.isAfter(closedUntil) ? until : closedUntil;
                width = Math.max(1, Math.min(width, sending) / 2);
                successes = 0;
            } finally {
                lock.unlock();
            }
        }

        /** Waits until the pause that the host asked for is over. */
        void awaitPause() throws InterruptedException {
            for (Duration left = pause(); !left.isNegative() && !left.isZero(); left = pause()) {
                time.sleep(left);
            }
        }

        private Duration pause() {
            Instant end = closedUntil;
            return end.equals(Instant.MIN) ? Duration.ZERO : Duration.between(time.now(), end);
        }

        /** Waits until the host may get one more request. */
        void enter() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                while (sending >= width) {
                    changed.await();
                }
                sending++;
            } finally {
                lock.unlock();
            }
        }

        /** Ends a request. */
        void leave() {
            lock.lock();
            try {
                sending--;
                successes++;
                if (successes >= width && width < WIDEST) {
                    successes = 0;
                    width = width + 1;
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
