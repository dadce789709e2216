package dev.portolan.archive.pack;

import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packs runs of small files into segments. For one thread at a time. */
final class SmallFilePacker implements AutoCloseable {
    /** Files up to this size are read whole; those of one segment together are no larger. */
    static final int LARGEST = 1 << 20;
    /** What a segment has room for: all files uncompressed, and zstd's worst case (ZSTD_COMPRESSBOUND) for one of them. */
    static final int SEGMENT_CAPACITY = 2 * LARGEST + (LARGEST >> 8);

    private final SourceTree tree;
    private final ArchivePacker.Builder options;
    private final MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
    private final byte[] plain = new byte[LARGEST];
    private @Nullable ZstdFrames zstd;

    SmallFilePacker(SourceTree tree, ArchivePacker.Builder options) {
        this.tree = tree;
        this.options = options;
    }

    void pack(List<SourceFile> files, Segment segment) {
        for (SourceFile file : files) {
            FileFailure.typed(
                    "packing a file",
                    file.path(),
                    () -> segment.files.add(options.compresses(file) ? compress(file, segment) : copy(file, segment)));
        }
    }

    private StoredFile copy(SourceFile file, Segment segment) throws IOException {
        int count = tree.read(file, segment.bytes, segment.length);
        hash.update(segment.bytes, segment.length, count);
        segment.length += count;
        return new StoredFile(file, Digest.finish(DigestAlgorithm.SHA256, hash), count, count, false);
    }

    private StoredFile compress(SourceFile file, Segment segment) throws IOException {
        int count = tree.read(file, plain, 0);
        hash.update(plain, 0, count);
        Digest digest = Digest.finish(DigestAlgorithm.SHA256, hash);
        zstd = zstd == null ? new ZstdFrames(options.level) : zstd;
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
