package dev.portolan.cache;

import dev.portolan.model.Reference;
import dev.portolan.port.Capability;
import dev.portolan.port.ContentCache;
import dev.portolan.port.Repository;
import dev.portolan.port.TagCache;
import dev.portolan.port.Transport;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A transport whose repositories answer from caches what they were asked before:
 *
 * <ul>
 *   <li>a manifest by its digest, and blobs up to a size, from a {@link ContentCache}. What is kept there is handed out
 *       without asking whether the place still has it. Several threads that want the same fetch it once.
 *   <li>a manifest by its tag, where a {@link TagCache} remembers which one that is. Setting a tag brings the cache up
 *       to date; tags that others move are noticed when the cache's time is over.
 * </ul>
 *
 * <p>Whether something is there, what a tag names ({@link Repository#resolve}), lists and all that is written always go
 * to the place. {@link Cached} reads past the caches.
 */
public final class CachingTransport implements Transport {
    /** The largest blob that is kept unless said otherwise, in bytes: 64 MiB. */
    public static final long LARGEST_BLOB = 64L << 20;

    private final Transport transport;
    private final Caches caches;

    private CachingTransport(Builder builder) {
        this.transport = builder.transport;
        this.caches = new Caches(builder.contents, builder.tags, builder.largestBlob);
    }

    /** Starts from the transport that is asked for what no cache has, and that is closed with this one. */
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

    /** Closes the transport; the caches, which others may share, stay as they are. */
    @Override
    public void close() {
        transport.close();
    }

    /** Collects caches. */
    public static final class Builder {
        private final Transport transport;
        private @Nullable ContentCache contents;
        private @Nullable TagCache tags;
        private long largestBlob = LARGEST_BLOB;

        private Builder(Transport transport) {
            this.transport = Objects.requireNonNull(transport);
        }

        /** Keeps manifests and blobs. */
        public Builder contentCache(ContentCache cache) {
            contents = Objects.requireNonNull(cache);
            return this;
        }

        /** Remembers what tags name; of use together with a cache of content, which has the manifests. */
        public Builder tagCache(TagCache cache) {
            tags = Objects.requireNonNull(cache);
            return this;
        }

        /**
         * Bounds the blobs that are kept: a larger one would wait in the cache before its first byte is handed out.
         *
         * @param bytes not negative; {@link #LARGEST_BLOB} unless said, 0 for manifests alone
         */
        public Builder largestBlob(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("largestBlob must not be below zero: " + bytes);
            }
            largestBlob = bytes;
            return this;
        }

        /** The transport. */
        public CachingTransport build() {
            return new CachingTransport(this);
        }
    }
}
