package dev.portolan.fs.layout;

import java.time.Duration;

/**
 * The options of a {@link GarbageCollection}. Immutable.
 *
 * @since 0.1.0
 */
public final class GcOptions {
    private static final GcOptions DEFAULTS = builder().build();

    private final Builder values;

    private GcOptions(Builder builder) {
        this.values = new Builder(builder);
    }

    /** Returns the default options: one hour of grace, and manifests without a tag are kept. */
    public static GcOptions defaults() {
        return DEFAULTS;
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these options. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /** Returns how long unreferenced blobs are kept. */
    public Duration grace() {
        return values.grace;
    }

    /** Returns whether nothing is removed, only reported. */
    public boolean dryRun() {
        return values.dryRun;
    }

    /** Returns whether manifests without a tag are removed too. */
    public boolean untagged() {
        return values.untagged;
    }

    /** A builder of options. */
    public static final class Builder {
        private Duration grace = Duration.ofHours(1);
        private boolean dryRun;
        private boolean untagged;

        private Builder() {}

        private Builder(Builder other) {
            grace = other.grace;
            dryRun = other.dryRun;
            untagged = other.untagged;
        }

        /**
         * Sets how long unreferenced blobs are kept; one hour by default. Blobs are unreferenced until their manifest
         * is written, so the grace period must be longer than any push or copy to the layout. Use zero only when
         * nothing writes to it.
         */
        public Builder grace(Duration time) {
            if (time.isNegative()) {
                throw new IllegalArgumentException("grace must not be negative, but is " + time);
            }
            grace = time;
            return this;
        }

        /** Removes nothing, and only reports what would be removed. */
        public Builder dryRun(boolean only) {
            dryRun = only;
            return this;
        }

        /**
         * Removes manifests without a tag, unless they are referenced by a manifest that is kept, or refer to one, as
         * signatures do. By default they are kept, as in a registry.
         */
        public Builder untagged(boolean removed) {
            untagged = removed;
            return this;
        }

        /** Returns the options. */
        public GcOptions build() {
            return new GcOptions(this);
        }
    }
}
