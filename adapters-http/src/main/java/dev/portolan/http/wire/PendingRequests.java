package dev.portolan.http.wire;

import dev.portolan.internal.work.Daemons;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads that wait for a response, and the clock that times them. Interrupts a thread whose wait takes too long,
 * and all of them when the transport closes. The JDK's own timeout does not help: it starts with the request, however
 * long the request's body takes, and from Java 26 on it covers the response's body too.
 */
final class PendingRequests implements AutoCloseable {
    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(1, new Daemons("portolan-http-clock"));
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** How a wait ended. */
    enum End {
        RESPONSE,
        TIMEOUT,
        CLOSED
    }

    PendingRequests() {
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(10, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
    }

    /**
     * Begins a wait of the calling thread.
     *
     * @param limit the longest time without activity
     * @param activeAt the time of the last activity, by {@link System#nanoTime}
     */
    Wait begin(Duration limit, LongSupplier activeAt) {
        Wait wait = new Wait(limit.toNanos(), activeAt);
        waits.add(wait);
        if (closed) {
            wait.cut(End.CLOSED);
        }
        wait.check();
        return wait;
    }

    /** Runs a task later, unless the clock was stopped first. The task is kept until then, or until it is cancelled. */
    Future<?> later(Duration delay, Runnable task) {
        try {
            return clock.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // stopped: whatever the task would end has ended already
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Returns the number of tasks that the clock keeps. */
    int scheduled() {
        return clock.getQueue().size();
    }

    /** Interrupts every thread that waits, and those that begin to wait from now on. */
    void interruptAll() {
        closed = true;
        waits.forEach(wait -> wait.cut(End.CLOSED));
    }

    /** Stops the clock. */
    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** One wait of one thread. */
    final class Wait {
        private final Thread thread = Thread.currentThread();
        private final long limit;
        private final LongSupplier activeAt;
        private @Nullable ScheduledFuture<?> next;
        private @Nullable End end;

        private Wait(long limit, LongSupplier activeAt) {
            this.limit = limit;
            this.activeAt = activeAt;
        }

        private synchronized void check() {
            if (end != null) {
                return;
            }
            long left = activeAt.getAsLong() + limit - System.nanoTime();
            if (left <= 0) {
                cut(End.TIMEOUT);
                return;
            }
            try {
                next = clock.schedule(this::check, left, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                cut(End.CLOSED);
            }
        }

        private synchronized void cut(End reason) {
            if (end == null) {
                end = reason;
                thread.interrupt();
            }
        }

        /** Ends the wait, clears the interrupt that it may have caused, and returns how it ended. */
        synchronized End end() {
            waits.remove(this);
            if (next != null) {
                next.cancel(false);
            }
            if (end == null) {
                end = End.RESPONSE;
            } else if (end != End.RESPONSE) {
                Thread.interrupted();
            }
            return end;
        }
    }
}
