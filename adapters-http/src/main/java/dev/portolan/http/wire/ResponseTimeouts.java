package dev.portolan.http.wire;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends waits that are too long, by an interrupt or by what else helps. The JDK's own time-out is no help: it counts from the
 * beginning of a request, however long its body takes, and from Java 26 on until the end of the answer's.
 */
final class ResponseTimeouts implements AutoCloseable {
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "portolan-http-clock");
        thread.setDaemon(true);
        return thread;
    });

    ResponseTimeouts() {
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(10, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
    }

    /**
     * Watches the calling thread from now on.
     *
     * @param limit for how long nothing may happen
     * @param activeAt when something last did, by {@link System#nanoTime}
     */
    Watch watch(Duration limit, LongSupplier activeAt) {
        return watch(limit, activeAt, Thread.currentThread()::interrupt);
    }

    /** Watches some wait from now on, and does this when it is too long; the clock waits for it. */
    Watch watch(Duration limit, LongSupplier activeAt, Runnable late) {
        Watch watch = new Watch(limit.toNanos(), activeAt, late);
        watch.check();
        return watch;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** One wait of one thread. */
    final class Watch {
        private final long limit;
        private final LongSupplier activeAt;
        private final Runnable late;
        private @Nullable ScheduledFuture<?> next;
        private boolean over;
        private boolean ranOut;

        private Watch(long limit, LongSupplier activeAt, Runnable late) {
            this.limit = limit;
            this.activeAt = activeAt;
            this.late = late;
        }

        private synchronized void check() {
            if (over) {
                return;
            }
            long left = activeAt.getAsLong() + limit - System.nanoTime();
            if (left <= 0) {
                ranOut = true;
                late.run();
                return;
            }
            try {
                next = clock.schedule(this::check, left, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // closed meanwhile, which ends the request anyway
            }
        }

        /**
         * Ends the watch.
         *
         * @return whether the time ran out
         */
        synchronized boolean end() {
            over = true;
            if (next != null) {
                next.cancel(false);
            }
            return ranOut;
        }
    }
}
