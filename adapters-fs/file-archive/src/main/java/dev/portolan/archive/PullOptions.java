package dev.portolan.archive;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The options of a pull. Immutable; each {@code with} method returns a copy.
 *
 * @since 0.1.0
 */
public final class PullOptions {
    private static final PullOptions DEFAULTS = new PullOptions(CacheUse.CACHED, null);

    private final CacheUse cacheUse;
    private final @Nullable ArchiveLimits limits;

    private PullOptions(CacheUse cacheUse, @Nullable ArchiveLimits limits) {
        this.cacheUse = cacheUse;
        this.limits = limits;
    }

    /** Returns the default options: caches are used, with the limits of the client. */
    public static PullOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns whether tag, manifest and index are read from caches. Files always are, since they are verified by hash.
     */
    public CacheUse cacheUse() {
        return cacheUse;
    }

    /** Returns the limits for this archive; empty for the client's. */
    public Optional<ArchiveLimits> limits() {
        return Optional.ofNullable(limits);
    }

    /** Returns a copy that reads tag, manifest and index from the caches, or requests them again. */
    public PullOptions withCacheUse(CacheUse use) {
        return new PullOptions(Objects.requireNonNull(use), limits);
    }

    /** Returns a copy with its own limits. */
    public PullOptions withLimits(ArchiveLimits own) {
        return new PullOptions(cacheUse, Objects.requireNonNull(own));
    }
}
