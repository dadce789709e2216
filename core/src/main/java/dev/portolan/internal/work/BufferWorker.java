package dev.portolan.internal.work;

import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Processes buffers in order on another thread: one thread hashes while the other reads and writes. The number of
 * waiting bytes is limited; a producer with more waits. For one producer, and one pass.
 */
public final class BufferWorker implements AutoCloseable {
    /** The worker sleeps until this many bytes wait: waking a thread for every packet costs more than hashing it. */
    private static final long BATCH = 512 << 10;

    private final Consumer<ByteBuffer> work;
    private final Executor executor;
    private final long bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private final long batch;
    private long bytes;
    private boolean working;
    private boolean draining;
    private boolean started;
    private boolean over;
    private boolean closed;
    private @Nullable Throwable failure;

    /**
     * Prepares a worker; its thread starts with the first buffer.
     *
     * @param work processes each buffer; it may move the buffer's position
     * @param executor runs the work; without a free thread, the producer does it
     * @param bound how many bytes may wait, above 0
     */
    public BufferWorker(Consumer<ByteBuffer> work, Executor executor, long bound) {
        this.work = work;
        this.executor = executor;
        this.bound = bound;
        this.batch = Math.min(BATCH, (bound + 1) / 2);
    }

    /** The default executor: starts a thread that does not keep the JVM alive. */
    public static void thread(Runnable task) {
        Thread thread = new Thread(task, "portolan-lane");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Hands over the rest of a buffer, whose bytes must not change until it is processed. The position of the buffer
     * does not change.
     *
     * @throws RuntimeException the exception of the work, for this or an earlier buffer
     * @throws CancelledException when the thread is interrupted while it waits
     */
    public void add(ByteBuffer buffer) {
        if (!started) {
            started = true;
            start();
        }
        lock.lock();
        try {
            while (bytes >= bound && !over) {
                await();
            }
            Daemons.rethrowUnchecked(failure);
            if (!over) {
                waiting.add(buffer.duplicate());
                bytes += buffer.remaining();
                if (bytes >= batch && !working) {
                    changed.signalAll();
                }
                return;
            }
        } finally {
            lock.unlock();
        }
        work.accept(buffer.duplicate());
    }

    private void start() {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException e) {
            over = true;
        }
    }

    /**
     * Waits until all buffers are processed; more may follow.
     *
     * @throws RuntimeException the exception of the work
     * @throws CancelledException when the thread is interrupted while it waits
     */
    public void drain() {
        lock.lock();
        try {
            draining = true;
            changed.signalAll();
            while (bytes > 0 && !over) {
                await();
            }
            draining = false;
            Daemons.rethrowUnchecked(failure);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the worker; unprocessed buffers are dropped. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void await() {
        try {
            changed.await();
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(Problem.of("verifying content was cancelled"), e);
        }
    }

    private void run() {
        @Nullable Throwable broken = null;
        try {
            for (ByteBuffer buffer; (buffer = next()) != null; ) {
                int size = buffer.remaining();
                work.accept(buffer);
                done(size);
            }
        } catch (RuntimeException | Error e) {
            broken = e;
        }
        lock.lock();
        try {
            over = true;
            failure = broken;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ByteBuffer next() {
        lock.lock();
        try {
            working = working && !waiting.isEmpty();
            while (!closed && (waiting.isEmpty() || !working && !draining && bytes < batch)) {
                changed.awaitUninterruptibly();
            }
            working = true;
            return waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    private void done(int size) {
        lock.lock();
        try {
            bytes -= size;
            if (bytes == 0 || bytes < bound && bytes + size >= bound) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
