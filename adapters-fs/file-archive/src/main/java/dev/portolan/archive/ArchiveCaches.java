package dev.portolan.archive;

import dev.portolan.archive.cache.BlockCache;
import dev.portolan.archive.cache.CacheStatistics;
import dev.portolan.content.Content;
import dev.portolan.error.StorageException;
import dev.portolan.internal.work.SingleFlight;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.port.ContentCache;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The caches of files and of blocks, both optional, and their hits and misses. A full or broken cache only costs speed.
 */
final class ArchiveCaches {
    private final @Nullable ContentCache contents;
    private final @Nullable BlockCache blocks;
    private final Counter contentCount = new Counter();
    private final Counter blockCount = new Counter();
    private final SingleFlight<Wanted, byte[]> flights = new SingleFlight<>();

    /** A file that several threads may read at once, by repository, archive and limits: another archive may lack it. */
    record Wanted(String where, Digest data, Digest file, Decoders decoders) {}

    ArchiveCaches(@Nullable ContentCache contents, @Nullable BlockCache blocks) {
        this.contents = contents;
        this.blocks = blocks;
    }

    boolean keepContents() {
        return contents != null;
    }

    /** Returns a file that is cached. */
    Optional<Content> get(Descriptor file) {
        return use("looking for a file", cache -> contentCount.count(cache.get(file)));
    }

    void keep(Descriptor file, Content content) {
        use("keeping a file", cache -> {
            cache.put(file, content);
            return Optional.empty();
        });
    }

    void forget(Descriptor file) {
        use("forgetting a file", cache -> {
            cache.remove(file);
            return Optional.empty();
        });
    }

    private <T> Optional<T> use(String what, Function<ContentCache, Optional<T>> work) {
        try {
            return contents == null ? Optional.empty() : work.apply(contents);
        } catch (StorageException e) {
            System.getLogger(ArchiveCaches.class.getName())
                    .log(System.Logger.Level.DEBUG, "{0} failed in a cache: {1}", what, e.getMessage());
            return Optional.empty();
        }
    }

    /** Fetches a file, or waits for the thread that does. */
    byte[] fetch(Wanted file, Supplier<byte[]> work) {
        return flights.get(file, work);
    }

    /** Returns data that is read through the cache of blocks, if there is one. */
    ArchiveData through(ArchiveData data) {
        return blocks == null ? data : new BlockData(data, blocks, blockCount);
    }

    CacheStatistics statistics() {
        return new CacheStatistics(contentCount.value(), blockCount.value());
    }

    /** Counts hits and misses. */
    static final class Counter {
        private final LongAdder hits = new LongAdder();
        private final LongAdder misses = new LongAdder();

        <T> Optional<T> count(Optional<T> found) {
            (found.isPresent() ? hits : misses).increment();
            return found;
        }

        private CacheStatistics.Count value() {
            return new CacheStatistics.Count(hits.sum(), misses.sum());
        }
    }
}
