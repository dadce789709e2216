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
 * Processes buffers in order on another thread: one thread hashes while the other reads and
 * writes. So many bytes wait at most; who brings more waits, too. For one thread that brings, and one pass.
 */
public final class BufferWorker implements AutoCloseable {
    private final Consumer<ByteBuffer> work;
    private final Executor executor;
    private final long bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean started;
    private boolean over;
    private boolean closed;
    private @Nullable Throwable failure;

    /**
     * Prepares a lane; its thread is asked for with the first buffer.
     *
     * @param work what is done with each buffer; it may move the buffer's position
     * @param executor where it is done; without a thread to spare, the one that brings the buffers does it
     * @param bound how many bytes may wait, above 0
     */
    public BufferWorker(Consumer<ByteBuffer> work, Executor executor, long bound) {
        this.work = work;
        this.executor = executor;
        this.bound = bound;
    }

    /** An executor for lanes where there is no other: starts a thread, which does not keep the JVM alive. */
    public static void thread(Runnable task) {
        Thread thread = new Thread(task, "portolan-lane");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Hands over what remains of a buffer, whose bytes must not change until it is worked through. The buffer's own
     * position stays.
     *
     * @throws RuntimeException what the work threw, for this or an earlier buffer
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
            rethrow();
            if (!over) {
                waiting.add(buffer.duplicate());
                bytes += buffer.remaining();
                changed.signalAll();
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
     * Waits until all that was handed over is worked through; more may follow.
     *
     * @throws RuntimeException what the work threw
     * @throws CancelledException when the thread is interrupted while it waits
     */
    public void drain() {
        lock.lock();
        try {
            while (bytes > 0 && !over) {
                await();
            }
            rethrow();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the lane; what was not drained is dropped. */
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

    private void rethrow() {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
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
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            return waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    private void done(int size) {
        lock.lock();
        try {
            bytes -= size;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
