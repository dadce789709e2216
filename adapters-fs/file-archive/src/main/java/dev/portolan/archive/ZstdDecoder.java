package dev.portolan.archive;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Decodes zstd within the limits. {@link Decoders#zstd} makes it: zstd-jni may be missing, and the JVM asks for it as
 * soon as it loads this class. For one thread, but another may close it.
 */
final class ZstdDecoder implements AutoCloseable {
    private final Decoders decoders;
    private final String where;
    private final ZstdDecompressCtx zstd;
    private boolean ended = true;
    private boolean more;
    private boolean closed;

    ZstdDecoder(Decoders decoders, String where) {
        this.decoders = decoders;
        this.where = where;
        this.zstd = new ZstdDecompressCtx().setLongMax(decoders.limits().windowLog());
    }

    /** Decodes a frame in one call, and returns the number of bytes that it holds. */
    synchronized int decode(ArchiveEntry file, byte[] stored, int offset, byte[] into) {
        decoders.begin();
        try {
            return zstd.decompressByteArray(into, 0, (int) file.size(), stored, offset, (int) file.storedSize());
        } catch (ZstdException e) {
            throw failure(file, e);
        } finally {
            decoders.end();
        }
    }

    /** Decodes as much of the source as the target has room for; both are backed by arrays. */
    synchronized void decode(ArchiveEntry file, ByteBuffer source, ByteBuffer target) throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
        decoders.begin();
        try {
            ended = zstd.decompressByteBufferStream(target, source);
            more = !ended && !target.hasRemaining();
        } catch (ZstdException e) {
            throw failure(file, e);
        } finally {
            decoders.end();
        }
    }

    /** Returns whether more output may follow without more input. */
    boolean hasMore() {
        return more;
    }

    /** Fails when the source has ended within a frame. */
    void finish(ArchiveEntry file) {
        if (!ended) {
            throw Decoders.damaged(file, where, "its zstd frame is cut short");
        }
    }

    private OciException failure(ArchiveEntry file, ZstdException cause) {
        long error = Math.abs(cause.getErrorCode()); // negative from the streams of zstd-jni
        if (error == Zstd.errFrameParameterWindowTooLarge() || error == Zstd.errMemoryAllocation()) {
            return new LimitExceededException(Problem.of(
                            "the file " + file.shown() + " takes too much memory to decode")
                    .at(where)
                    .because("the limit of a decoder is " + decoders.limits().decoderMemory() + " bytes")
                    .advice("raise decoderMemory")
                    .causedBy(cause));
        }
        return Decoders.damaged(file, where, "its zstd frame is damaged (" + cause.getMessage() + ")");
    }

    @Override
    public synchronized void close() {
        closed = true;
        zstd.close();
    }
}
