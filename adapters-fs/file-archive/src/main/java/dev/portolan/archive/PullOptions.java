package dev.portolan.archive;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one archive is pulled. Immutable; each {@code with} gives a copy.
 *
 * @since 0.1.0
 */
public final class PullOptions {
    private static final PullOptions DEFAULTS = new PullOptions(CacheUse.CACHED, null, null);

    private final CacheUse cacheUse;
    private final @Nullable ArchiveLimits limits;
    private final @Nullable ReadOptions reading;

    private PullOptions(CacheUse cacheUse, @Nullable ArchiveLimits limits, @Nullable ReadOptions reading) {
        this.cacheUse = cacheUse;
        this.limits = limits;
        this.reading = reading;
    }

    /** From the caches where they have it, with the limits of the client. */
    public static PullOptions defaults() {
        return DEFAULTS;
    }

    /** Returns whether tag, manifest and index are taken from the caches. Files are in any case: their digests tell. */
    public CacheUse cacheUse() {
        return cacheUse;
    }

    /** Returns the limits for this archive; empty for the client's. */
    public Optional<ArchiveLimits> limits() {
        return Optional.ofNullable(limits);
    }

    /** Returns how many files of this archive are read at once; empty for the client's setting. */
    public Optional<ReadOptions> reading() {
        return Optional.ofNullable(reading);
    }

    /** Returns a copy that takes tag, manifest and index from the caches, or asks for them again. */
    public PullOptions withCacheUse(CacheUse use) {
        return new PullOptions(Objects.requireNonNull(use), limits, reading);
    }

    /** Returns a copy with limits of its own. */
    public PullOptions withLimits(ArchiveLimits own) {
        return new PullOptions(cacheUse, Objects.requireNonNull(own), reading);
    }

    /** Returns a copy with a way of reading of its own. */
    public PullOptions withReading(ReadOptions own) {
        return new PullOptions(cacheUse, limits, Objects.requireNonNull(own));
    }
}
