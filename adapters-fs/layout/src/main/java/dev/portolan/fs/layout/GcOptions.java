package dev.portolan.fs.layout;

import java.time.Duration;

/**
 * What a {@link GarbageCollection} may remove. Immutable.
 *
 * @since 0.1.0
 */
public final class GcOptions {
    private static final GcOptions DEFAULTS = builder().build();

    private final Duration grace;
    private final boolean dryRun;
    private final boolean untagged;

    private GcOptions(Builder builder) {
        this.grace = builder.grace;
        this.dryRun = builder.dryRun;
        this.untagged = builder.untagged;
    }

    /** Returns the default options: one hour of grace, and manifests without a tag are kept. */
    public static GcOptions defaults() {
        return DEFAULTS;
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts from these options. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.grace = grace;
        builder.dryRun = dryRun;
        builder.untagged = untagged;
        return builder;
    }

    /** For how long a blob stays that nothing leads to yet. */
    public Duration grace() {
        return grace;
    }

    /** Returns whether it is only said what would be removed. */
    public boolean dryRun() {
        return dryRun;
    }

    /** Returns whether manifests without a tag are removed too. */
    public boolean untagged() {
        return untagged;
    }

    /** Collects options. */
    public static final class Builder {
        private Duration grace = Duration.ofHours(1);
        private boolean dryRun;
        private boolean untagged;

        private Builder() {}

        /**
         * Writers put a manifest after its blobs; until then nothing leads to those. The grace must be longer than
         * any push or copy into the layout takes; one hour unless said otherwise. Zero is right when nobody writes.
         */
        public Builder grace(Duration time) {
            if (time.isNegative()) {
                throw new IllegalArgumentException("grace must not be negative, but is " + time);
            }
            grace = time;
            return this;
        }

        /** Removes nothing and only says what would be removed. */
        public Builder dryRun(boolean only) {
            dryRun = only;
            return this;
        }

        /**
         * Removes manifests that have no tag, unless a manifest that stays leads to them or they refer to one that
         * stays, as signatures do. They stay unless this is asked for, as in a registry.
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
