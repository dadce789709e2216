package dev.portolan.cache;

import dev.portolan.model.Reference;
import dev.portolan.port.Capability;
import dev.portolan.port.ContentCache;
import dev.portolan.port.Repository;
import dev.portolan.port.TagCache;
import dev.portolan.port.Transport;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A transport that caches what its repositories read:
 *
 * <ul>
 * <li>manifests by digest, and blobs up to a size, in a {@link ContentCache}. Cached content is returned without
 * checking that the repository still has it. Several threads that need the same content fetch it once.
 * <li>the manifest of a tag, in a {@link TagCache}. Setting a tag updates the cache; tags that others move are noticed
 * when the entry expires.
 * </ul>
 *
 * <p>Existence checks, {@link Repository#resolve}, lists and writes always go to the repository. {@link Cached}
 * bypasses the caches.
 *
 * @since 0.1.0
 */
public final class CachingTransport implements Transport {
    /** The largest blob that is cached by default, in bytes: 64 MiB. */
    public static final long LARGEST_BLOB = 64L << 20;

    private final Transport transport;
    private final Caches caches;

    private CachingTransport(Builder builder) {
        this.transport = builder.transport;
        this.caches = new Caches(builder.contents, builder.tags, builder.maxBlobSize);
    }

    /** Returns a builder with the transport to cache, which is closed with the result. */
    public static Builder builder(Transport transport) {
        return new Builder(transport);
    }

    @Override
    public Set<String> schemes() {
        return transport.schemes();
    }

    @Override
    public Reference locate(Reference reference) {
        return transport.locate(reference);
    }

    @Override
    public Repository open(Reference reference) {
        return new CachingRepository(transport.open(reference), caches, false);
    }

    @Override
    public Repository openTarget(Reference reference) {
        return new CachingRepository(transport.openTarget(reference), caches, false);
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return transport.capability(type);
    }

    /** Closes the transport, but not the caches, which others may share. */
    @Override
    public void close() {
        transport.close();
    }

    /** A builder of caching transports. */
    public static final class Builder {
        private final Transport transport;
        private ContentCache contents = new MemoryContentCache(0);
        private TagCache tags = new MemoryTagCache(Duration.ZERO);
        private long maxBlobSize = LARGEST_BLOB;

        private Builder(Transport transport) {
            this.transport = Objects.requireNonNull(transport);
        }

        /** Sets the cache for manifests and blobs. */
        public Builder contentCache(ContentCache cache) {
            contents = Objects.requireNonNull(cache);
            return this;
        }

        /** Sets the cache for tags; useful only together with a content cache, which has the manifests. */
        public Builder tagCache(TagCache cache) {
            tags = Objects.requireNonNull(cache);
            return this;
        }

        /**
         * Limits the size of cached blobs: a blob is cached completely before its first byte is returned.
         *
         * @param bytes not negative; {@link #LARGEST_BLOB} by default, 0 for manifests only
         */
        public Builder maxBlobSize(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("maxBlobSize must not be negative: " + bytes);
            }
            maxBlobSize = bytes;
            return this;
        }

        /** Returns the transport. */
        public CachingTransport build() {
            return new CachingTransport(this);
        }
    }
}
