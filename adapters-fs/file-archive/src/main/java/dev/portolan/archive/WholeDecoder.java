package dev.portolan.archive;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decodes small files in memory, in one call each, and verifies them. For one thread at a time. */
final class WholeDecoder implements AutoCloseable {
    private final Decoders decoders;
    private final String where;
    private final MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
    private @Nullable ZstdDecompressCtx zstd;

    WholeDecoder(Decoders decoders, String where) {
        this.decoders = decoders;
        this.where = where;
    }

    /**
     * Decodes a file that is stored as a zstd frame.
     *
     * @param into takes the file from its beginning; as large as the file at least
     * @throws dev.portolan.error.ContentMismatchException when it is not what the index says
     */
    void decode(ArchiveEntry file, byte[] stored, int offset, byte[] into) {
        int size = (int) file.size();
        if (size > 0) {
            ZstdDecompressCtx context = zstd == null ? decoders.open() : zstd;
            zstd = context;
            decoders.begin();
            try {
                int count = context.decompressByteArray(into, 0, size, stored, offset, (int) file.storedSize());
                if (count != size) {
                    throw Decoders.damaged(file, where, "it has " + count + " bytes, not " + size);
                }
            } catch (ZstdException e) {
                throw decoders.failure(file, where, e.getErrorCode(), e);
            } finally {
                decoders.end();
            }
        }
        check(file, into, 0);
    }

    /**
     * Verifies the hash of a file in an array.
     *
     * @throws dev.portolan.error.ContentMismatchException when it is not what the index says
     */
    void check(ArchiveEntry file, byte[] bytes, int offset) {
        hash.update(bytes, offset, (int) file.size());
        Digest actual = Digest.finish(DigestAlgorithm.SHA256, hash);
        if (!file.digest().equals(Optional.of(actual))) {
            throw Decoders.damaged(file, where, "its bytes have the digest " + actual);
        }
    }

    @Override
    public void close() {
        if (zstd != null) {
            zstd.close();
        }
    }
}
