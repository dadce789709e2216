package dev.portolan.archive.pack;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Predicate;

/** Packs runs of small files into segments. For one thread at a time. */
final class SmallFilePacker implements AutoCloseable {
    /** Files up to this size are read whole; those of one segment together are no larger. */
    static final int LARGEST = 1 << 20;

    private final SourceReader reader;
    private final Predicate<SourceFile> compressed;
    private final MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
    private final byte[] plain = new byte[LARGEST];
    private final ZstdCompressCtx zstd;

    SmallFilePacker(SourceReader reader, Predicate<SourceFile> compressed, int level) {
        this.reader = reader;
        this.compressed = compressed;
        this.zstd = new ZstdCompressCtx().setLevel(level).setChecksum(false);
    }

    /**
     * Returns the room that a segment needs: all files as they are, and the compressor's worst case for one of them.
     */
    static int segmentCapacity() {
        return LARGEST + (int) Zstd.compressBound(LARGEST);
    }

    void pack(List<SourceFile> files, Segment segment) {
        for (SourceFile file : files) {
            try {
                segment.files.add(compressed.test(file) ? compress(file, segment) : copy(file, segment));
            } catch (IOException e) {
                throw FileFailure.of("packing a file", file.path(), e);
            }
        }
    }

    private StoredFile copy(SourceFile file, Segment segment) throws IOException {
        int count = reader.read(file, segment.bytes, segment.length);
        hash.update(segment.bytes, segment.length, count);
        segment.length += count;
        return new StoredFile(file, Digest.finish(DigestAlgorithm.SHA256, hash), count, count, false);
    }

    private StoredFile compress(SourceFile file, Segment segment) throws IOException {
        int count = reader.read(file, plain, 0);
        hash.update(plain, 0, count);
        Digest digest = Digest.finish(DigestAlgorithm.SHA256, hash);
        int stored = zstd.compressByteArray(
                segment.bytes, segment.length, segment.bytes.length - segment.length, plain, 0, count);
        boolean smaller = stored < count;
        if (!smaller) {
            System.arraycopy(plain, 0, segment.bytes, segment.length, count);
            stored = count;
        }
        segment.length += stored;
        return new StoredFile(file, digest, count, stored, smaller);
    }

    @Override
    public void close() {
        zstd.close();
    }
}
