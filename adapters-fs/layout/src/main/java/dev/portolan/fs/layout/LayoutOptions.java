package dev.portolan.fs.layout;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How layouts and archives are read and written. Immutable; {@link #toBuilder} gives a changed copy.
 *
 * @since 0.1.0
 */
public final class LayoutOptions {
    private static final LayoutOptions DEFAULTS = new Builder().build();

    private final long largestIndex;
    private final boolean syncBlobs;
    private final boolean sparse;
    private final int mostEntries;
    private final int ratio;
    private final @Nullable Path spoolFolder;

    private LayoutOptions(Builder builder) {
        this.largestIndex = builder.largestIndex;
        this.syncBlobs = builder.syncBlobs;
        this.sparse = builder.sparse;
        this.mostEntries = builder.mostEntries;
        this.ratio = builder.ratio;
        this.spoolFolder = builder.spoolFolder;
    }

    /** Returns the options that fit nearly everybody. */
    public static LayoutOptions defaults() {
        return DEFAULTS;
    }

    /** Returns the largest {@code index.json} that is read, in bytes. */
    public long largestIndex() {
        return largestIndex;
    }

    /** Returns whether each blob is forced to the disk before it appears. */
    public boolean syncBlobs() {
        return syncBlobs;
    }

    /** Returns whether a layout takes manifests whose content is not there. */
    public boolean sparse() {
        return sparse;
    }

    /** Returns the largest number of entries of an archive that is read. */
    public int mostEntries() {
        return mostEntries;
    }

    /** Returns the largest ratio of decompressed to compressed size of an archive. */
    public int ratio() {
        return ratio;
    }

    /** Returns the directory for decompressed archives; empty for the system's temporary directory. */
    public Optional<Path> spoolFolder() {
        return Optional.ofNullable(spoolFolder);
    }

    /** Starts from these options. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.largestIndex = largestIndex;
        builder.syncBlobs = syncBlobs;
        builder.sparse = sparse;
        builder.mostEntries = mostEntries;
        builder.ratio = ratio;
        builder.spoolFolder = spoolFolder;
        return builder;
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects options. */
    public static final class Builder {
        private long largestIndex = 64L << 20;
        private boolean syncBlobs;
        private boolean sparse;
        private int mostEntries = 500_000;
        private int ratio = 200;
        private @Nullable Path spoolFolder;

        private Builder() {}

        /**
         * Bounds the {@code index.json} that is read, in bytes; 64 MiB unless said otherwise, which is room for some
         * 200,000 tags. Raise it for larger layouts; lower it where layouts come from strangers and memory is short.
         */
        public Builder largestIndex(long bytes) {
            if (bytes < 1 || bytes > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException("the limit must be at least 1, not " + bytes);
            }
            largestIndex = bytes;
            return this;
        }

        /**
         * Forces each blob to the disk before it appears under its name; not done unless asked for. A killed process
         * never leaves a damaged blob either way. After a power failure a blob that was written seconds before may be
         * short or empty without this; {@code verify} finds it, and writing it again replaces it. {@code index.json}
         * is always forced.
         */
        public Builder syncBlobs(boolean sync) {
            syncBlobs = sync;
            return this;
        }

        /**
         * Lets a layout take manifests whose content is not there, as the specification allows a registry to; refused
         * unless asked for. {@code verify} reports what is missing, and garbage is not collected while a manifest is.
         */
        public Builder sparse(boolean taken) {
            sparse = taken;
            return this;
        }

        /**
         * Bounds the entries of an archive that is read; 500,000 unless said otherwise. Each one takes some 300 bytes
         * of memory while the archive is open.
         */
        public Builder mostEntries(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("the number of entries must be at least 1, not " + count);
            }
            mostEntries = count;
            return this;
        }

        /**
         * Bounds what a compressed archive may become: so many times its own size, 200 unless said otherwise. Up to 64
         * MiB are always taken. Protects the disk from an archive that was made to fill it.
         */
        public Builder ratio(int times) {
            if (times < 1) {
                throw new IllegalArgumentException("the ratio must be at least 1, not " + times);
            }
            ratio = times;
            return this;
        }

        /**
         * Sets where a compressed archive is unpacked while it is open; the system's folder of temporary files
         * unless said otherwise. Choose another where that one lies in memory and archives are large.
         */
        public Builder spoolFolder(Path folder) {
            spoolFolder = Objects.requireNonNull(folder);
            return this;
        }

        /** Makes the options. */
        public LayoutOptions build() {
            return new LayoutOptions(this);
        }
    }
}
