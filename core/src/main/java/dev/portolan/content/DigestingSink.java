package dev.portolan.content;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Computes the SHA-256 and the size of the bytes that pass, and keeps the bytes unless they are too many. For one pass,
 * and one thread at a time.
 *
 * @since 0.1.0
 */
public final class DigestingSink implements BlobSink {
    private final int mostKept;
    private final MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
    private @Nullable ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long size;

    /** Creates a sink that keeps no bytes. */
    public DigestingSink() {
        this(0);
    }

    /** Creates a sink that keeps up to this many bytes, and nothing if there are more. */
    public DigestingSink(int mostKept) {
        this.mostKept = mostKept;
    }

    /** Counts and hashes the remaining bytes of a buffer, whose position does not change. */
    @Override
    public void write(ByteBuffer buffer) {
        size += buffer.remaining();
        hash.update(buffer.duplicate());
        if (size > mostKept) {
            kept = null;
        } else if (kept != null) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            kept.writeBytes(bytes);
        }
    }

    /** Returns a sink that passes its bytes on to another one after hashing them. */
    public BlobSink before(BlobSink next) {
        return buffer -> {
            write(buffer);
            next.write(buffer);
        };
    }

    /** Returns how many bytes have passed. */
    public long size() {
        return size;
    }

    /** Returns digest and size, once all bytes have passed. */
    public Descriptor descriptor(String mediaType) {
        return Descriptor.of(mediaType, Digest.finish(DigestAlgorithm.SHA256, hash), size);
    }

    /** Returns the bytes; null if they were too many. */
    public byte @Nullable [] kept() {
        return kept == null ? null : kept.toByteArray();
    }
}
