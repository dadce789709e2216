package dev.portolan.archive.pack;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.portolan.content.BlobSink;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Makes zstd frames without checksums. Call {@link dev.portolan.fs.compress.ZstdLibrary#load} before the first use: the
 * JVM asks for zstd-jni as soon as it loads this class. For one thread at a time.
 */
final class ZstdFrames implements AutoCloseable {
    private static final int JOB = 2 << 20;

    private final ZstdCompressCtx zstd;

    ZstdFrames(int level) {
        zstd = new ZstdCompressCtx().setLevel(level).setChecksum(false);
    }

    /** Frames that several threads compress, in jobs of 2 MiB, so that the output does not depend on their number. */
    ZstdFrames(int level, int workers) {
        this(level);
        zstd.setWorkers(workers).setJobSize(JOB);
    }

    /** Compresses the first bytes of an array into one frame behind the others in a segment; returns its size. */
    int compress(byte[] content, int length, Segment segment) {
        return zstd.compressByteArray(
                segment.bytes, segment.length, segment.bytes.length - segment.length, content, 0, length);
    }

    /** Compresses the next piece of a file, and writes what is ready. */
    void compress(byte[] piece, int length, boolean last, ByteBuffer out, BlobSink data) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(piece, 0, length);
        EndDirective directive = last ? EndDirective.END : EndDirective.CONTINUE;
        boolean flushed;
        do {
            flushed = zstd.compressByteBufferStream(out.clear(), source, directive);
            data.write(out.flip());
        } while (source.hasRemaining() || last && !flushed);
    }

    @Override
    public void close() {
        zstd.close();
    }
}
