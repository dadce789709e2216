package dev.portolan.http.wire;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts threads that have waited too long for an answer. The JDK's own time-out is no help: it counts from the
 * beginning of a request, however long its body takes, and from Java 26 on until the end of the answer's.
 */
final class Patience implements AutoCloseable {
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "portolan-http-clock");
        thread.setDaemon(true);
        return thread;
    });

    Patience() {
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
        Watch watch = new Watch(Thread.currentThread(), limit.toNanos(), activeAt);
        watch.check();
        return watch;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** One wait of one thread. */
    final class Watch {
        private final Thread thread;
        private final long limit;
        private final LongSupplier activeAt;
        private @Nullable ScheduledFuture<?> next;
        private boolean over;
        private boolean ranOut;

        private Watch(Thread thread, long limit, LongSupplier activeAt) {
            this.thread = thread;
            this.limit = limit;
            this.activeAt = activeAt;
        }

        private synchronized void check() {
            if (over) {
                return;
            }
            long left = activeAt.getAsLong() + limit - System.nanoTime();
            if (left <= 0) {
                ranOut = true;
                thread.interrupt();
                return;
            }
            try {
                next = clock.schedule(this::check, left, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // closed meanwhile, which ends the request anyway
            }
        }

        /**
         * Ends the watch; by the same thread. The interrupt that it may have made is taken back.
         *
         * @return whether the time ran out
         */
        synchronized boolean end() {
            over = true;
            if (next != null) {
                next.cancel(false);
            }
            if (ranOut) {
                Thread.interrupted();
            }
            return ranOut;
        }
    }
}
