package dev.portolan.http.repository;

import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnreachableException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A part of a blob that is fetched by its own thread, and kept in memory until its turn. */
final class Piece implements Runnable {
    private final long from;
    private final Supplier<Download> start;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PieceBuffers buffers = new PieceBuffers();
    private @Nullable Thread thread;
    private @Nullable Throwable failure;
    private boolean over;
    private boolean cancelled;
    private boolean refused;

    Piece(long from, Supplier<Download> start) {
        this.from = from;
        this.start = start;
    }

    /** Returns the offset of its first byte in the blob. */
    long from() {
        return from;
    }

    @Override
    public void run() {
        lock.lock();
        try {
            if (cancelled) {
                return;
            }
            thread = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        Throwable broken = null;
        try (Download download = start.get()) {
            if (download.isWhole()) {
                refuse();
            } else {
                for (ByteBuffer buffer; (buffer = download.next()) != null; ) {
                    add(buffer);
                }
            }
        } catch (RuntimeException | Error e) {
            broken = e;
        }
        end(broken);
    }

    private void refuse() {
        lock.lock();
        try {
            refused = true;
        } finally {
            lock.unlock();
        }
    }

    private void add(ByteBuffer buffer) {
        lock.lock();
        try {
            buffers.add(buffer);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end(@Nullable Throwable broken) {
        lock.lock();
        try {
            thread = null;
            Thread.interrupted(); // a cancellation was for this piece, not for the thread's next work
            failure = broken;
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the next bytes, and waits for them; null at the end of the piece. */
    @Nullable
    ByteBuffer next(PieceReader.Span span) {
        lock.lock();
        try {
            ByteBuffer buffer = buffers.poll();
            while (buffer == null && !over) {
                changed.await();
                buffer = buffers.poll();
            }
            if (buffer == null && failure instanceof CancelledException e && !cancelled) { // by the end of the executor
                throw new UnreachableException(Problem.of(span.what() + " failed")
                        .at(span.where())
                        .because("the transport was closed")
                        .causedBy(e));
            }
            if (buffer == null && failure instanceof RuntimeException e) {
                throw e;
            }
            if (buffer == null && failure instanceof Error e) {
                throw e;
            }
            return buffer;
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(Problem.of(span.what()).at(span.where()), e);
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the registry answered with the whole blob, so that nothing of this piece was read. */
    boolean isRefused() {
        lock.lock();
        try {
            return refused;
        } finally {
            lock.unlock();
        }
    }

    /** Cancels the transfer. */
    void cancel() {
        lock.lock();
        try {
            cancelled = true;
            buffers.clear();
            if (thread != null) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }
}
