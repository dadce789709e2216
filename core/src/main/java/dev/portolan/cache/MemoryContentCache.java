package dev.portolan.cache;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.internal.work.LruBytes;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.ContentCache;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A content cache in memory with a limit in bytes, which evicts the least recently used content. Content larger than an
 * eighth of the limit is not cached, so that one large blob does not evict many small ones.
 *
 * @since 0.1.0
 */
public final class MemoryContentCache implements ContentCache {
    private static final int SMALLEST_SHARE = 8;
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final String PLACE = "the cache in memory";

    private final long largest;
    private final LruBytes<Digest> contents;

    /**
     * Creates a cache.
     *
     * @param maxBytes the limit for all content, including the overhead per entry; 0 caches nothing
     */
    public MemoryContentCache(long maxBytes) {
        this.contents = new LruBytes<>(maxBytes);
        this.largest = Math.min(maxBytes / SMALLEST_SHARE - LruBytes.OVERHEAD, LARGEST_ARRAY);
    }

    @Override
    public Optional<Descriptor> stat(Digest digest) {
        return contents.get(digest).map(found -> Descriptor.of(MediaTypes.OCTET_STREAM, digest, found.length));
    }

    @Override
    public Optional<Content> get(Descriptor descriptor) {
        return contents.get(descriptor.digest())
                .filter(found -> found.length == descriptor.size())
                .map(found -> new Verified(descriptor.digest(), found));
    }

    @Override
    public void put(Descriptor descriptor, Content content) {
        if (descriptor.size() > largest) {
            return;
        }
        // The size is not verified yet, so the array grows only with the content.
        contents.put(descriptor.digest(), read(descriptor, content));
    }

    private static byte[] read(Descriptor descriptor, Content content) {
        try (InputStream stream = Verifier.of(descriptor, PLACE).wrap(content.open())) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw Streams.failure("keeping " + descriptor.digest(), PLACE, e);
        }
    }

    @Override
    public void remove(Descriptor descriptor) {
        contents.remove(descriptor.digest());
    }

    /** Returns the memory in use, in bytes, including the overhead per entry. */
    public long bytes() {
        return contents.bytes();
    }

    /** Immutable bytes that were verified when they were added. */
    private record Verified(Digest digest, byte[] bytes) implements Content {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public void writeTo(BlobSink sink) throws IOException {
            sink.write(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
        }

        @Override
        public boolean verifies(Digest other) {
            return digest.equals(other);
        }
    }
}
