package dev.portolan.http.repository;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.http.wire.RequestBody;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Content of unknown digest as the body of a request: counts and hashes all of it, and sends the part that the registry
 * does not have yet.
 */
final class Hashing implements RequestBody {
    private final Content content;
    private final long from;
    private final MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
    private long count;

    Hashing(Content content, long from) {
        this.content = content;
        this.from = from;
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public void writeTo(BlobSink sink) throws IOException {
        hash.reset();
        count = 0;
        content.writeTo(buffer -> {
            update(buffer);
            if (count > from) {
                long sendable = Math.min(count - from, buffer.remaining());
                buffer.position(buffer.limit() - (int) sendable);
                sink.write(buffer);
            }
        });
    }

    /** Counts and hashes the remaining bytes of a buffer, whose position stays. */
    void update(ByteBuffer buffer) {
        count += buffer.remaining();
        hash.update(buffer.duplicate());
    }

    /** Returns the descriptor of the content that was hashed; once. */
    Descriptor descriptor(String mediaType) {
        return Descriptor.of(mediaType, Digest.finish(DigestAlgorithm.SHA256, hash), count);
    }
}
