package dev.portolan.internal.work;

import dev.portolan.content.BulkInputStream;
import dev.portolan.content.Streams;
import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Hands bytes from one thread to another. A writer that is too far ahead waits for the reader. */
public final class Pipe extends BulkInputStream {
    private final String where;
    private final long bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private final Deque<byte[]> free = new ConcurrentLinkedDeque<>();
    private long buffered;
    private boolean ended;
    private boolean closed;
    private @Nullable Thread writer;
    private @Nullable Throwable failure;
    private @Nullable ByteBuffer current;

    /**
     * Creates a pipe.
     *
     * @param where the source, for messages
     * @param bound the number of bytes that may wait for the reader; one piece always may
     */
    public Pipe(String where, long bound) {
        this.where = where;
        this.bound = bound;
    }

    // ---- the writer

    /** Puts all bytes into a pipe. */
    @FunctionalInterface
    public interface Writer {
        /** Puts the bytes, and returns at their end. */
        void write() throws IOException;
    }

    /**
     * Runs the writer on this thread, and ends the bytes where it ends or fails. When the reader closes the pipe, the
     * thread is interrupted; that interrupt does not outlive this call. Does nothing if the pipe is closed already.
     */
    public void write(Writer work) {
        Throwable thrown = null;
        if (begins()) {
            try {
                work.write();
            } catch (IOException | RuntimeException | Error e) {
                thrown = e;
            }
            leaves();
        }
        end(thrown);
    }

    private boolean begins() {
        lock.lock();
        try {
            writer = closed ? null : Thread.currentThread();
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void leaves() {
        lock.lock();
        try {
            writer = null;
            if (closed) {
                Thread.interrupted(); // it was meant for this writer, not for the thread's next work
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns a buffer of {@link Streams#BUFFER} bytes to fill and to {@link #put}. Buffers are used again. */
    byte[] buffer() {
        byte[] known = free.poll();
        return known == null ? new byte[Streams.BUFFER] : known;
    }

    /**
     * Hands over the first bytes of an array, which belongs to the pipe from now on.
     *
     * @throws InterruptedIOException when the reader has closed the pipe, or the thread is interrupted
     */
    public void put(byte[] bytes, int length) throws InterruptedIOException {
        put(ByteBuffer.wrap(bytes, 0, length));
    }

    /** Hands over the rest of a buffer, as {@link #put(byte[], int)} does. */
    public void put(ByteBuffer buffer) throws InterruptedIOException {
        lock.lock();
        try {
            while (!closed && buffered > 0 && buffered + buffer.remaining() > bound) {
                changed.await();
            }
            if (closed) {
                throw new InterruptedIOException("the reader has closed the pipe");
            }
            waiting.add(buffer);
            buffered += buffer.remaining();
            changed.signalAll();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted");
        } finally {
            lock.unlock();
        }
    }

    /** Puts the rest of a stream, as {@link #put(byte[], int)} does; does not close it. */
    public void putAll(InputStream from) throws IOException {
        byte[] buffer = buffer();
        for (int n; (n = from.readNBytes(buffer, 0, buffer.length)) > 0; buffer = buffer()) {
            put(buffer, n);
        }
    }

    /** Ends the bytes: the reader gets those that wait, and then this failure, if there is one. */
    public void end(@Nullable Throwable thrown) {
        lock.lock();
        try {
            failure = thrown;
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ---- the reader

    /**
     * Reads the bytes that were put. Throws the failure given to {@link #end}, or {@link CancelledException} after an
     * interrupt.
     */
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuffer from = current;
        while (from == null || !from.hasRemaining()) {
            recycle(from);
            current = null;
            from = next();
            if (from == null) {
                return -1;
            }
            current = from;
        }
        int n = Math.min(length, from.remaining());
        from.get(buffer, offset, n);
        return n;
    }

    /** A buffer that is a part of an array is not used again: others may still have the rest. */
    private void recycle(@Nullable ByteBuffer used) {
        if (used != null && used.hasArray() && used.capacity() == Streams.BUFFER) {
            free.add(used.array());
        }
    }

    /**
     * Returns the next buffer that was put, which belongs to the caller; null at the end. Throws as {@link #read} does.
     */
    public @Nullable ByteBuffer next() throws IOException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !ended) {
                changed.await();
            }
            ByteBuffer next = waiting.poll();
            if (next == null) {
                Daemons.rethrow(failure);
                return null;
            }
            buffered -= next.remaining();
            changed.signalAll();
            return next;
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(
                    Problem.of("reading was interrupted").at(where), e);
        } finally {
            lock.unlock();
        }
    }

    /** Drops the bytes that wait, and stops the writer. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            if (writer != null) {
                writer.interrupt();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
