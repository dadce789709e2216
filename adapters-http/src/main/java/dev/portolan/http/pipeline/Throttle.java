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

    /** Returns how many requests may be sent to a host at a time. */
    public int width(String host) {
        return host(host).width();
    }

    private Host host(String name) {
        return hosts.computeIfAbsent(name, key -> new Host());
    }

    /** Sends nothing to this host for a while, unless a longer pause is under way, and halves its width. */
    void slow(String host, Duration pause) {
        host(host).slow(time.now().plus(pause));
    }

    /** Waits until the pause that a host asked for is over. */
    void awaitPause(String host) throws InterruptedException {
        host(host).awaitPause(time);
    }

    /** Waits until the host may get one more request. */
    void enter(String host) throws InterruptedException {
        host(host).enter();
    }

    /** Ends a request. */
    void leave(String host) {
        host(host).leave();
    }

    /** The state of one host. */
    private static final class Host {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private Instant closedUntil = Instant.MIN;
        private int width = WIDEST;
        private int sending;
        private int successes;

        int width() {
            lock.lock();
            try {
                return width;
            } finally {
                lock.unlock();
            }
        }

        void slow(Instant until) {
            lock.lock();
            try {
                closedUntil = until.isAfter(closedUntil) ? until : closedUntil;
                width = Math.max(1, Math.min(width, sending) / 2);
                successes = 0;
            } finally {
                lock.unlock();
            }
        }

        void awaitPause(Time time) throws InterruptedException {
            for (Duration left = pause(time); !left.isNegative() && !left.isZero(); left = pause(time)) {
                time.sleep(left);
            }
        }

        private Duration pause(Time time) {
            lock.lock();
            try {
                return closedUntil.equals(Instant.MIN) ? Duration.ZERO : Duration.between(time.now(), closedUntil);
            } finally {
                lock.unlock();
            }
        }

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

        void leave() {
            lock.lock();
            try {
                sending--;
                successes++;
                if (successes >= width && width < WIDEST) {
                    successes = 0;
                    width++;
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
