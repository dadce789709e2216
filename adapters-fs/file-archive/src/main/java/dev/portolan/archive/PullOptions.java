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
    private static final PullOptions DEFAULTS = new PullOptions(false, null);

    private final boolean skipCaches;
    private final @Nullable ArchiveLimits limits;

    private PullOptions(boolean skipCaches, @Nullable ArchiveLimits limits) {
        this.skipCaches = skipCaches;
        this.limits = limits;
    }

    /** Returns the default options: caches are used, with the limits of the client. */
    public static PullOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns whether tag, manifest and index are requested although the caches of the client have them. Files are always
     * read from the caches, since they are verified by hash.
     */
    public boolean skipCaches() {
        return skipCaches;
    }

    /** Returns the limits for this archive; empty for the client's. */
    public Optional<ArchiveLimits> limits() {
        return Optional.ofNullable(limits);
    }

    /** Returns a copy that requests tag, manifest and index again, or reads them from the caches if they are there. */
    public PullOptions withSkipCaches(boolean skipped) {
        return new PullOptions(skipped, limits);
    }

    /** Returns a copy with its own limits. */
    public PullOptions withLimits(ArchiveLimits own) {
        return new PullOptions(skipCaches, Objects.requireNonNull(own));
    }
}
