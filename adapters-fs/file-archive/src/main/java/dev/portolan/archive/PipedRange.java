package dev.portolan.archive;

import dev.portolan.content.ByteRange;
import dev.portolan.content.Streams;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.internal.work.Pipe;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A range that another thread reads ahead, up to a bound, while the ranges before it are still being used. When no
 * other thread has begun by the time the range is wanted, it is read directly.
 */
final class PipedRange implements AutoCloseable {
    private final ArchiveData data;
    private final Optional<ByteRange> range;
    private final Pipe pipe;
    /** Whether a thread reads the range: another one ahead, or the one that wants it. */
    private final AtomicBoolean begun = new AtomicBoolean();

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

    /** Returns the bytes of the range, or none if there is no range; called once. */
    InputStream open() {
        if (range.isEmpty()) {
            return InputStream.nullInputStream();
        }
        return FileFailure.typed(
                "reading files", data.where(), () -> begun.getAndSet(true) ? pipe : data.open(range.get()));
    }

    private void readAhead(ByteRange bytes) {
        if (!begun.getAndSet(true)) {
            pipe.write(() -> {
                try (InputStream stream = data.open(bytes)) {
                    pipe.putAll(stream);
                } catch (IOException e) {
                    throw Streams.failure("reading ahead", data.where(), e);
                }
            });
        }
    }

    /** Stops reading ahead. */
    @Override
    public void close() {
        pipe.close();
    }
}
