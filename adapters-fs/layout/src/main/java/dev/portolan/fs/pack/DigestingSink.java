package dev.portolan.fs.pack;

import dev.portolan.content.BlobSink;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Hashes its bytes, and keeps them unless they are too many. */
final class DigestingSink implements BlobSink {
    private final int mostKept;
    private final MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
    private @Nullable ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long size;

    DigestingSink(int mostKept) {
        this.mostKept = mostKept;
    }

    @Override
    public void write(ByteBuffer buffer) {
        size += buffer.remaining();
        ByteBuffer copy = buffer.duplicate();
        hash.update(buffer);
        if (size > mostKept) {
            kept = null;
        } else if (kept != null) {
            byte[] bytes = new byte[copy.remaining()];
            copy.get(bytes);
            kept.writeBytes(bytes);
        }
    }

    Descriptor descriptor(String mediaType) {
        return Descriptor.of(mediaType, Digest.finish(DigestAlgorithm.SHA256, hash), size);
    }

    byte @Nullable [] kept() {
        return kept == null ? null : kept.toByteArray();
    }
}
