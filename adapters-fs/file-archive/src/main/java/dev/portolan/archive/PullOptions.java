package dev.portolan.archive;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one archive is pulled. Immutable; each {@code with} gives a copy. */
public final class PullOptions {
    private static final PullOptions DEFAULTS = new PullOptions(CacheUse.CACHED, null);

    private final CacheUse cacheUse;
    private final @Nullable ArchiveLimits limits;

    private PullOptions(CacheUse cacheUse, @Nullable ArchiveLimits limits) {
        this.cacheUse = cacheUse;
        this.limits = limits;
    }

    /** From the caches where they have it, with the limits of the client. */
    public static PullOptions defaults() {
        return DEFAULTS;
    }

    /** Whether tag, manifest and index are taken from the caches. Files are in any case: their digests tell. */
    public CacheUse cacheUse() {
        return cacheUse;
    }

    /** The limits for this archive; empty for the client's. */
    public Optional<ArchiveLimits> limits() {
        return Optional.ofNullable(limits);
    }

    /** A copy that takes tag, manifest and index from the caches, or asks for them again. */
    public PullOptions withCacheUse(CacheUse use) {
        return new PullOptions(Objects.requireNonNull(use), limits);
    }

    /** A copy with limits of its own. */
    public PullOptions withLimits(ArchiveLimits own) {
        return new PullOptions(cacheUse, Objects.requireNonNull(own));
    }
}
