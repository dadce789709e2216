package dev.portolan.cache;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.ContentCache;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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
    /** The approximate memory of an entry in addition to its bytes. */
    private static final int OVERHEAD = 256;

    private final long maxBytes;
    private final long largest;
    private final Map<Digest, byte[]> contents = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * Creates a cache.
     *
     * @param maxBytes the limit for all content, including the overhead per entry; 0 caches nothing
     */
    public MemoryContentCache(long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes must not be negative: " + maxBytes);
        }
        this.maxBytes = maxBytes;
        this.largest = Math.min(maxBytes / SMALLEST_SHARE - OVERHEAD, LARGEST_ARRAY);
    }

    @Override
    public Optional<Descriptor> stat(Digest digest) {
        return find(digest).map(found -> Descriptor.of(MediaTypes.OCTET_STREAM, digest, found.length));
    }

    @Override
    public Optional<Content> get(Descriptor descriptor) {
        return find(descriptor.digest())
                .filter(found -> found.length == descriptor.size())
                .map(found -> new Verified(descriptor.digest(), found));
    }

    private synchronized Optional<byte[]> find(Digest digest) {
        return Optional.ofNullable(contents.get(digest));
    }

    @Override
    public void put(Descriptor descriptor, Content content) {
        if (descriptor.size() > largest) {
            return;
        }
        // The size is not verified yet, so the array grows only with the content.
        byte[] taken = read(descriptor, content);
        synchronized (this) {
            remove(descriptor);
            contents.put(descriptor.digest(), taken);
            bytes += taken.length + OVERHEAD;
            for (Iterator<byte[]> oldest = contents.values().iterator(); bytes > maxBytes; ) {
                bytes -= oldest.next().length + OVERHEAD;
                oldest.remove();
            }
        }
    }

    private static byte[] read(Descriptor descriptor, Content content) {
        try (InputStream stream = Verifier.of(descriptor, PLACE).wrap(content.open())) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw Streams.failure("keeping " + descriptor.digest(), PLACE, e);
        }
    }

    @Override
    public synchronized void remove(Descriptor descriptor) {
        byte[] removed = contents.remove(descriptor.digest());
        if (removed != null) {
            bytes -= removed.length + OVERHEAD;
        }
    }

    /** Returns the memory in use, in bytes, including the overhead per entry. */
    public synchronized long bytes() {
        return bytes;
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
