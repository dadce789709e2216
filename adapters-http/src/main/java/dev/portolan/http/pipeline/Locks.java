package dev.portolan.http.pipeline;

import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Takes locks. A thread that is interrupted while it waits for one gets a {@link CancelledException}. */
public final class Locks {
    private Locks() {}

    /**
     * Takes a lock.
     *
     * @param what what waits, for the error
     * @param where where, for the error
     */
    public static void take(ReentrantLock lock, String what, String where) {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(Problem.of(what).at(where), e);
        }
    }

    /** Does some work from which something becomes known: until it is, one thread at a time works, and others wait. */
    static <T> T alone(BooleanSupplier known, ReentrantLock lock, String what, String where, Supplier<T> work) {
        if (!known.getAsBoolean()) {
            take(lock, what, where);
            try {
                if (!known.getAsBoolean()) {
                    return work.get();
                }
            } finally {
                lock.unlock();
            }
        }
        return work.get();
    }
}
