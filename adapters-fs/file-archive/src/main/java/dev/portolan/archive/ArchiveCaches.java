package dev.portolan.archive;

import dev.portolan.archive.cache.BlockCache;
import dev.portolan.archive.cache.CacheStatistics;
import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.port.ContentCache;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The caches of files and of blocks, both optional, and how often they were hit. */
final class ArchiveCaches {
    private final Optional<ContentCache> contents;
    private final Optional<BlockCache> blocks;
    private final Counter contentCount = new Counter();
    private final Counter blockCount = new Counter();

    ArchiveCaches(@Nullable ContentCache contents, @Nullable BlockCache blocks) {
        this.contents = Optional.ofNullable(contents).map(cache -> new CountedCache(cache, contentCount));
        this.blocks = Optional.ofNullable(blocks).map(cache -> new CountedBlocks(cache, blockCount));
    }

    Optional<ContentCache> contents() {
        return contents;
    }

    Optional<BlockCache> blocks() {
        return blocks;
    }

    CacheStatistics statistics() {
        return new CacheStatistics(contentCount.value(), blockCount.value());
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
