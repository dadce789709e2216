package dev.portolan.http.repository;

import dev.portolan.content.Streams;
import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.wire.Blocks;
import dev.portolan.internal.work.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A part of a blob that is fetched by its own thread, and kept in memory until its turn. */
final class Piece implements Runnable {
    private static final int BLOCK = 64 << 10;

    private final Download before;
    private final long from;
    private final long to;
    private final Pipe pipe;
    private volatile boolean refused;

    /** A piece between two offsets of the blob that another download has begun. */
    Piece(Download before, long from, long to) {
        this.before = before;
        this.from = from;
        this.to = to;
        this.pipe = new Pipe(before.where(), Long.MAX_VALUE);
    }

    /** Returns the offset of its first byte in the blob. */
    long from() {
        return from;
    }

    @Override
    public void run() {
        pipe.write(() -> {
            Blocks blocks = new Blocks(BLOCK, pipe::put);
            try (Download download = before.part(from, to)) {
                refused = download.isWhole();
                for (ByteBuffer buffer; !refused && (buffer = download.next()) != null; ) {
                    blocks.write(buffer);
                }
            } finally {
                blocks.finish();
            }
        });
    }

    /** Returns the next bytes, and waits for them; null at the end of the piece. */
    @Nullable
    ByteBuffer next() {
        try {
            return pipe.next();
        } catch (CancelledException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            throw new UnreachableException(Problem.of(before.what() + " failed") // by the end of the executor
                    .at(before.where())
                    .because("the transport was closed")
                    .causedBy(e));
        } catch (IOException e) {
            throw Streams.failure(before.what(), before.where(), e);
        }
    }

    /** Returns whether the registry answered with the whole blob, so that nothing of this piece was read. */
    boolean isRefused() {
        return refused;
    }

    void cancel() {
        pipe.close();
    }
}
