package dev.portolan.archive;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Decodes the zstd frame of one file, buffer by buffer. For one thread, but another may close it. */
final class FrameDecoder implements AutoCloseable {
    private final ArchiveEntry file;
    private final String where;
    private final Decoders decoders;
    private final ZstdDecompressCtx zstd;
    private boolean ended = true;
    private boolean more;
    private boolean closed;

    FrameDecoder(ArchiveEntry file, String where, Decoders decoders) {
        this.file = file;
        this.where = where;
        this.decoders = decoders;
        this.zstd = decoders.open();
    }

    /** Decodes as much of the source as the target has room for; both lie in arrays. */
    synchronized void decode(ByteBuffer source, ByteBuffer target) throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
        decoders.begin();
        try {
            ended = zstd.decompressByteBufferStream(target, source);
            more = !ended && !target.hasRemaining();
        } catch (ZstdException e) {
            throw decoders.failure(file, where, e.getErrorCode(), e);
        } finally {
            decoders.end();
        }
    }

    /** Returns whether there may be more to come without more of the source. */
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
