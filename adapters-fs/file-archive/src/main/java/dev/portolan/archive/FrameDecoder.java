package dev.portolan.archive;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Decodes the zstd frame of one file, buffer by buffer. For one thread, but another may close it. */
final class FrameDecoder implements AutoCloseable {
    private final ArchiveEntry file;
    private final String where;
    private final ZstdDecoder zstd;
    private boolean ended = true;
    private boolean more;
    private boolean closed;

    FrameDecoder(ArchiveEntry file, String where, Decoders decoders) {
        this.file = file;
        this.where = where;
        this.zstd = decoders.zstd(where);
    }

    /** Decodes as much of the source as the target has room for; both are backed by arrays. */
    synchronized void decode(ByteBuffer source, ByteBuffer target) throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
        ended = zstd.decode(file, source, target);
        more = !ended && !target.hasRemaining();
    }

    /** Returns whether more output may follow without more input. */
    boolean hasMore() {
        return more;
    }

    /** Fails when the source has ended within a frame. */
    void finish() {
        if (!ended) {
            throw Decoders.damaged(file, where, "its zstd frame is cut short");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        zstd.close();
    }
}
