package dev.portolan.fs.archive;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;

/** Decodes the zstd frame of one file, buffer by buffer. */
final class FrameDecoder implements AutoCloseable {
    private final ArchiveEntry file;
    private final String place;
    private final Decoders decoders;
    private final ZstdDecompressCtx zstd;
    private boolean ended = true;
    private boolean more;

    FrameDecoder(ArchiveEntry file, String place, Decoders decoders) {
        this.file = file;
        this.place = place;
        this.decoders = decoders;
        this.zstd = decoders.open();
    }

    /** Decodes as much of the source as the target has room for; both lie in arrays. */
    void decode(ByteBuffer source, ByteBuffer target) {
        decoders.begin();
        try {
            ended = zstd.decompressByteBufferStream(target, source);
            more = !ended && !target.hasRemaining();
        } catch (ZstdException e) {
            throw decoders.failure(file, place, e.getErrorCode(), e);
        } finally {
            decoders.end();
        }
    }

    /** Whether there may be more to come without more of the source. */
    boolean hasMore() {
        return more;
    }

    /** Fails when the source has ended within a frame. */
    void finish() {
        if (!ended) {
            throw Decoders.damaged(file, place, "its zstd frame ends too early");
        }
    }

    @Override
    public void close() {
        zstd.close();
    }
}
