package dev.portolan.internal.work;

import dev.portolan.content.Streams;
import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Hands bytes from one thread to another. A writer that is too far ahead waits for the reader. */
public final class Pipe extends InputStream {
    private record Piece(byte[] bytes, int length) {}

    private final String where;
    private final long bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private final Deque<byte[]> free = new ArrayDeque<>();
    private long buffered;
    private boolean ended;
    private boolean closed;
    private @Nullable Throwable failure;
    private @Nullable Piece current;
    private int position;

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

    /** Returns a buffer of {@link Streams#BUFFER} bytes to fill and to {@link #put}. Buffers are used again. */
    public byte[] buffer() {
        lock.lock();
        try {
            byte[] known = free.poll();
            return known == null ? new byte[Streams.BUFFER] : known;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hands over the first bytes of an array, which belongs to the pipe from now on.
     *
     * @throws InterruptedIOException when the reader has closed the pipe, or the thread is interrupted
     */
    public void put(byte[] bytes, int length) throws InterruptedIOException {
        lock.lock();
        try {
            while (!closed && buffered > 0 && buffered + length > bound) {
                changed.await();
            }
            if (closed) {
                throw new InterruptedIOException("the reader has closed the pipe");
            }
            pieces.add(new Piece(bytes, length));
            buffered += length;
            changed.signalAll();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted");
        } finally {
            lock.unlock();
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

    @Override
    public int read() throws IOException {
        return Streams.readByte(this);
    }

    /**
     * Reads the bytes that were put. Throws the failure given to {@link #end}, or {@link CancelledException} after an
     * interrupt.
     */
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Piece piece = current;
        while (length > 0 && (piece == null || position == piece.length)) {
            piece = next(piece);
            if (piece == null) {
                return -1;
            }
        }
        if (piece == null) {
            return 0;
        }
        int n = Math.min(length, piece.length - position);
        System.arraycopy(piece.bytes, position, buffer, offset, n);
        position += n;
        return n;
    }

    private @Nullable Piece next(@Nullable Piece before) throws IOException {
        lock.lock();
        try {
            if (before != null && before.bytes.length == Streams.BUFFER) {
                free.add(before.bytes);
            }
            position = 0;
            current = null;
            while (pieces.isEmpty() && !ended) {
                changed.await();
            }
            Piece next = pieces.poll();
            if (next == null) {
                rethrow();
                return null;
            }
            buffered -= next.length;
            changed.signalAll();
            current = next;
            return next;
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(
                    Problem.of("reading was interrupted").at(where), e);
        } finally {
            lock.unlock();
        }
    }

    private void rethrow() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    /** Drops waiting pieces; the writer stops with its next one. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            pieces.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
