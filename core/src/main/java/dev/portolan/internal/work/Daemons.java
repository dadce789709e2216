package dev.portolan.internal.work;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes threads that do not keep the JVM alive. They belong to the thread group of whoever made the factory: a thread
 * that is started by a thread of the JDK's client must not get into the group of that client, which is interrupted when
 * it is closed.
 */
public final class Daemons implements ThreadFactory {
    private final String name;
    private final ThreadGroup group = Thread.currentThread().getThreadGroup();
    private final AtomicInteger number = new AtomicInteger();

    /** Creates a factory whose threads have this name and a number. */
    public Daemons(String name) {
        this.name = name;
    }

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(group, task, name + "-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** Interrupts the threads of an executor and waits until none of them works; an interrupt of this thread waits too. */
    public static void end(ExecutorService threads) {
        threads.shutdownNow();
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for a task, and throws what it threw.
     *
     * @throws InterruptedIOException when this thread is interrupted, whose flag stays set
     */
    public static <T> T await(Future<T> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        } catch (ExecutionException e) {
            rethrow(e.getCause());
            throw new IllegalStateException(e);
        }
    }

    /** Throws the failure of another thread on this one, if there is one. */
    static void rethrow(@Nullable Throwable failure) throws IOException {
        if (failure instanceof IOException io) {
            throw io;
        }
        rethrowUnchecked(failure);
    }

    /** Throws the failure of another thread on this one, if there is one and it is not checked. */
    static void rethrowUnchecked(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }
}
