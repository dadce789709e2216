package dev.portolan.registry.server;

import dev.portolan.registry.wire.CutException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The faults of a server. They can be added and removed while it runs. Random choices are the same for the same seed
 * and the same order of requests. Safe to use from several threads.
 *
 * @since 0.1.0
 */
public final class Faults {
    private final long seed;
    private final List<Fault> initial;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Planned> planned = new CopyOnWriteArrayList<>();

    private record Planned(Fault fault, long seed, AtomicLong count) {
        boolean affects(String method, String path) {
            if (!fault.concerns(method, path)) {
                return false;
            }
            long number = count.incrementAndGet();
            return fault.happens(number, new SplittableRandom(seed * 31 + number).nextDouble());
        }
    }

    Faults(long seed, List<Fault> initial) {
        this.seed = seed;
        this.initial = List.copyOf(initial);
        reset();
    }

    /** Adds a fault; it counts requests from now on. */
    public Faults add(Fault fault) {
        planned.add(new Planned(fault, seed * 1_000_003 + planned.size(), new AtomicLong()));
        return this;
    }

    /** Removes all faults. */
    public void clear() {
        planned.clear();
    }

    /** Restores the faults with which the server was started, and resets their counters. */
    public final void reset() {
        clear();
        initial.forEach(this::add);
    }

    /** Ends all delays: the server is closing. */
    void end() {
        ended.countDown();
    }

    /** Returns the faults that affect a request; each is counted once. */
    List<Fault> affecting(String method, String path) {
        return planned.stream()
                .filter(plan -> plan.affects(method, path))
                .map(Planned::fault)
                .toList();
    }

    /** Pauses a request. A server that closes ends the pause, and the request. */
    void pause(Duration time) throws IOException {
        try {
            if (ended.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new CutException("the server is closing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CutException("interrupted");
        }
    }
}
