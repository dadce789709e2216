package dev.portolan.archive;

import dev.portolan.fs.pack.Compression;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decodes small files in memory, in one call each, and verifies them. For one thread at a time. */
final class WholeDecoder implements AutoCloseable {
    private final Decoders decoders;
    private final String where;
    private final MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
    private byte[] decoded = new byte[0];
    private @Nullable ZstdDecoder zstd;

    WholeDecoder(Decoders decoders, String where) {
        this.decoders = decoders;
        this.where = where;
    }

    /**
     * Returns the content of a file, in the array of its stored bytes or in one that the next call changes.
     *
     * @throws dev.portolan.error.ContentMismatchException when it is not what the index says
     */
    ByteBuffer decode(ArchiveEntry file, byte[] stored, int offset) {
        int size = (int) file.size();
        byte[] bytes = stored;
        int start = offset;
        if (file.compression() == Compression.ZSTD && size > 0) {
            zstd = zstd == null ? decoders.zstd(where) : zstd;
            decoded = decoded.length < size ? new byte[size] : decoded;
            int count = zstd.decode(file, stored, offset, decoded);
            if (count != size) {
                throw Decoders.damaged(file, where, "it has " + count + " bytes, not " + size);
            }
            bytes = decoded;
            start = 0;
        }
        hash.update(bytes, start, size);
        Digest actual = Digest.finish(DigestAlgorithm.SHA256, hash);
        if (!file.digest().equals(Optional.of(actual))) {
            throw Decoders.damaged(file, where, "its bytes have the digest " + actual);
        }
        return ByteBuffer.wrap(bytes, start, size);
    }

    @Override
    public void close() {
        if (zstd != null) {
            zstd.close();
        }
    }
}
