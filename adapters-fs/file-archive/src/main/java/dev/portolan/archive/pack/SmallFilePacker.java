package dev.portolan.archive.pack;

import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Packs runs of small files into segments. For one thread at a time. */
final class SmallFilePacker implements AutoCloseable {
    /** Files up to this size are read whole; those of one segment together are no larger. */
    static final int LARGEST = 1 << 20;
    /** What a segment has room for: all files uncompressed, and zstd's worst case (ZSTD_COMPRESSBOUND) for one of them. */
    static final int SEGMENT_CAPACITY = 2 * LARGEST + (LARGEST >> 8);

    private final SourceReader reader;
    private final Predicate<SourceFile> compressed;
    private final MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
    private final byte[] plain = new byte[LARGEST];
    private final int level;
    private @Nullable ZstdFrames zstd;

    SmallFilePacker(SourceReader reader, Predicate<SourceFile> compressed, int level) {
        this.reader = reader;
        this.compressed = compressed;
        this.level = level;
    }

    void pack(List<SourceFile> files, Segment segment) {
        for (SourceFile file : files) {
            FileFailure.typed(
                    "packing a file",
                    file.path(),
                    () -> segment.files.add(compressed.test(file) ? compress(file, segment) : copy(file, segment)));
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
        zstd = zstd == null ? new ZstdFrames(level) : zstd;
        int stored = zstd.compress(plain, count, segment);
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
        if (zstd != null) {
            zstd.close();
        }
    }
}
