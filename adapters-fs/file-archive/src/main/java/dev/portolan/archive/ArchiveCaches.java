package dev.portolan.archive;

import dev.portolan.archive.cache.BlockCache;
import dev.portolan.archive.cache.CacheStatistics;
import dev.portolan.content.Content;
import dev.portolan.content.Verifier;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.StorageException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.ContentCache;
import dev.portolan.port.TagCache;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The five caches of a client, each of which may be missing, and how often they helped. */
final class ArchiveCaches {
    private final Optional<TagCache> tags;
    private final Optional<ContentCache> manifests;
    private final Optional<ContentCache> indexes;
    private final Optional<ContentCache> contents;
    private final Optional<BlockCache> blocks;
    private final Counter tagCount = new Counter();
    private final Counter manifestCount = new Counter();
    private final Counter indexCount = new Counter();
    private final Counter contentCount = new Counter();
    private final Counter blockCount = new Counter();

    ArchiveCaches(
            @Nullable TagCache tags,
            @Nullable ContentCache manifests,
            @Nullable ContentCache indexes,
            @Nullable ContentCache contents,
            @Nullable BlockCache blocks) {
        this.tags = Optional.ofNullable(tags);
        this.manifests = Optional.ofNullable(manifests);
        this.indexes = Optional.ofNullable(indexes);
        this.contents = Optional.ofNullable(contents).map(cache -> new CountedCache(cache, contentCount));
        this.blocks = Optional.ofNullable(blocks).map(cache -> new CountedBlocks(cache, blockCount));
    }

    static ArchiveCaches none() {
        return new ArchiveCaches(null, null, null, null, null);
    }

    /** Returns whether a manifest that was asked for may be found here the next time. */
    boolean keepManifests() {
        return tags.isPresent() || manifests.isPresent();
    }

    Optional<ContentCache> contents() {
        return contents;
    }

    Optional<BlockCache> blocks() {
        return blocks;
    }

    /** Returns the descriptor of a cached tag, or of a digest whose manifest is cached. */
    Optional<Descriptor> resolve(String repository, TagOrDigest reference) {
        return reference instanceof Tag tag
                ? tags.flatMap(cache -> tagCount.count(cache.get(repository, tag)))
                : manifests.flatMap(cache -> cache.stat((Digest) reference));
    }

    void remember(String repository, TagOrDigest reference, Descriptor manifest) {
        if (reference instanceof Tag tag) {
            tags.ifPresent(cache -> quietly(() -> cache.put(repository, tag, manifest.bare())));
        }
    }

    void forget(String repository, Tag tag) {
        tags.ifPresent(cache -> cache.remove(repository, tag));
    }

    Optional<byte[]> manifest(Descriptor manifest) {
        return manifests.flatMap(cache -> manifestCount.count(get(cache, manifest)));
    }

    void putManifest(Descriptor manifest, byte[] bytes) {
        manifests.ifPresent(cache -> quietly(() -> cache.put(manifest.bare(), Content.of(bytes))));
    }

    Optional<byte[]> index(Descriptor index) {
        return indexes.flatMap(cache -> indexCount.count(get(cache, index)));
    }

    void putIndex(Descriptor index, byte[] bytes) {
        indexes.ifPresent(cache -> quietly(() -> cache.put(index.bare(), Content.of(bytes))));
    }

    /** Returns the bytes of what is kept; what turns out to be damaged is dropped, and asked for again. */
    private static Optional<byte[]> get(ContentCache cache, Descriptor descriptor) {
        return cache.get(descriptor.bare()).flatMap(content -> {
            try (InputStream stream = content.open()) {
                byte[] bytes = stream.readAllBytes();
                return Optional.of(
                        content.verifies(descriptor.digest()) ? bytes : Verifier.check(descriptor, "the cache", bytes));
            } catch (IOException | ContentMismatchException | StorageException e) {
                cache.remove(descriptor);
                return Optional.empty();
            }
        });
    }

    /** A cache that cannot keep something is no reason to fail. */
    private static void quietly(Runnable put) {
        try {
            put.run();
        } catch (StorageException e) {
            System.getLogger(ArchiveCaches.class.getName())
                    .log(System.Logger.Level.DEBUG, "something was not cached: {0}", e.getMessage());
        }
    }

    CacheStatistics statistics() {
        return new CacheStatistics(
                tagCount.value(), manifestCount.value(), indexCount.value(), contentCount.value(), blockCount.value());
    }

    private static final class Counter {
        private final LongAdder hits = new LongAdder();
        private final LongAdder misses = new LongAdder();

        <T> Optional<T> count(Optional<T> found) {
            (found.isPresent() ? hits : misses).increment();
            return found;
        }

        CacheStatistics.Count value() {
            return new CacheStatistics.Count(hits.sum(), misses.sum());
        }
    }

    private record CountedCache(ContentCache cache, Counter counter) implements ContentCache {
        @Override
        public Optional<Content> get(Descriptor descriptor) {
            return counter.count(cache.get(descriptor));
        }

        @Override
        public void put(Descriptor descriptor, Content content) {
            cache.put(descriptor, content);
        }

        @Override
        public void remove(Descriptor descriptor) {
            cache.remove(descriptor);
        }
    }

    private record CountedBlocks(BlockCache cache, Counter counter) implements BlockCache {
        @Override
        public int blockSize() {
            return cache.blockSize();
        }

        @Override
        public Optional<byte[]> get(Digest data, long number) {
            return counter.count(cache.get(data, number));
        }

        @Override
        public void put(Digest data, long number, byte[] block) {
            cache.put(data, number, block);
        }

        @Override
        public void remove(Digest data, long number) {
            cache.remove(data, number);
        }
    }
}
