package dev.portolan.archive;

import dev.portolan.content.ByteRange;
import dev.portolan.content.Streams;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.internal.work.Pipe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

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
    private final Pipe pipe;
    private State state = State.WAITING;

    PipedRange(ArchiveData data, Optional<ByteRange> range, int bound) {
        this.data = data;
        this.range = range;
        this.pipe = new Pipe(data.where(), bound);
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

    /** Returns the bytes of the range, or none if there is no range; for one thread. */
    InputStream open() {
        if (range.isEmpty()) {
            return InputStream.nullInputStream();
        }
        return FileFailure.typed("reading files", data.where(), () -> isDirect() ? data.open(range.get()) : pipe);
    }

    private synchronized boolean isDirect() {
        if (state == State.WAITING) {
            state = State.DIRECT;
        }
        return state == State.DIRECT;
    }

    private void readAhead(ByteRange bytes) {
        if (begins()) {
            pipe.write(() -> {
                try {
                    data.read(bytes, this::put);
                } catch (IOException e) {
                    throw Streams.failure("reading ahead", data.where(), e);
                }
            });
        }
    }

    private synchronized boolean begins() {
        boolean first = state == State.WAITING;
        state = first ? State.PIPED : state;
        return first;
    }

    private void put(ByteBuffer buffer) throws IOException {
        byte[] piece = new byte[buffer.remaining()];
        buffer.get(piece);
        pipe.put(piece, piece.length);
    }

    /** Stops reading ahead. */
    @Override
    public void close() {
        pipe.close();
    }
}
