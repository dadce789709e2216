package dev.portolan.archive;

import dev.portolan.content.ByteRange;
import dev.portolan.content.Streams;
import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A range that another thread reads ahead, up to a bound, while the ranges before it are still being used. When no
 * other thread has begun by the time the range is wanted, it is read directly.
 */
final class PipedRange implements AutoCloseable {
    private enum State {
        WAITING,
        PIPED,
        DIRECT
    }

    private final ArchiveData data;
    private final Optional<ByteRange> range;
    private final int bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private State state = State.WAITING;
    private int buffered;
    private boolean ended;
    private boolean closed;
    private @Nullable RuntimeException failure;
    private @Nullable Thread reader;

    PipedRange(ArchiveData data, Optional<ByteRange> range, int bound) {
        this.data = data;
        this.range = range;
        this.bound = bound;
    }

    /** Begins to read ahead, if there is another thread for it. */
    void start(Executor executor) {
        Thread consumer = Thread.currentThread();
        range.ifPresent(bytes -> {
            try {
                executor.execute(() -> {
                    if (Thread.currentThread() != consumer) { // which would wait for itself
                        readAhead(bytes);
                    }
                });
            } catch (RejectedExecutionException e) {
                // it is read when it is wanted
            }
        });
    }

    /** Returns the bytes of the range, none where there is none; for one thread. */
    InputStream open() {
        if (range.isEmpty()) {
            return InputStream.nullInputStream();
        }
        lock.lock();
        try {
            if (state == State.WAITING) {
                state = State.DIRECT;
            }
        } finally {
            lock.unlock();
        }
        try {
            return state == State.DIRECT ? data.open(range.get()) : new Pipe();
        } catch (IOException e) {
            throw Streams.failure("reading files", data.where(), e);
        }
    }

    private void readAhead(ByteRange bytes) {
        lock.lock();
        try {
            if (state != State.WAITING || closed) {
                return;
            }
            state = State.PIPED;
            reader = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        RuntimeException thrown = null;
        try {
            data.read(bytes, this::add);
        } catch (IOException e) {
            thrown = Streams.failure("reading ahead", data.where(), e);
        } catch (RuntimeException e) {
            thrown = e;
        } finally {
            lock.lock();
            try {
                failure = thrown;
                ended = true;
                reader = null;
                if (closed) {
                    Thread.interrupted(); // it was meant for this range, not for what the thread does next
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void add(ByteBuffer buffer) throws IOException {
        byte[] piece = new byte[buffer.remaining()];
        buffer.get(piece);
        lock.lock();
        try {
            while (!closed && buffered > 0 && buffered + piece.length > bound) {
                changed.await();
            }
            if (closed) {
                throw new InterruptedIOException("the reader was closed");
            }
            pieces.add(piece);
            buffered += piece.length;
            changed.signalAll();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted");
        } finally {
            lock.unlock();
        }
    }

    private byte @Nullable [] take() {
        lock.lock();
        try {
            while (pieces.isEmpty() && !ended) {
                changed.await();
            }
            byte[] piece = pieces.poll();
            if (piece == null) {
                if (failure != null) {
                    throw failure;
                }
                return null;
            }
            buffered -= piece.length;
            changed.signalAll();
            return piece;
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(
                    Problem.of("reading files was cancelled").at(data.where()), e);
        } finally {
            lock.unlock();
        }
    }

    /** Stops reading ahead. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            pieces.clear();
            if (reader != null) {
                reader.interrupt();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private final class Pipe extends InputStream {
        private ByteBuffer current = ByteBuffer.allocate(0);

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            while (!current.hasRemaining() && length > 0) {
                byte[] piece = take();
                if (piece == null) {
                    return -1;
                }
                current = ByteBuffer.wrap(piece);
            }
            int n = Math.min(length, current.remaining());
            current.get(buffer, offset, n);
            return n;
        }
    }
}
