package dev.portolan.fs.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Options for reading and writing layouts and archives. Immutable; use {@link #toBuilder} for a changed copy.
 *
 * @since 0.1.0
 */
public final class LayoutOptions {
    private static final LayoutOptions DEFAULTS = new Builder().build();

    private final Builder values;

    private LayoutOptions(Builder builder) {
        this.values = new Builder(builder);
    }

    /** Returns the default options. */
    public static LayoutOptions defaults() {
        return DEFAULTS;
    }

    /** Returns the size limit of {@code index.json}, in bytes. */
    public long maxIndexSize() {
        return values.maxIndexSize;
    }

    /** Returns whether each blob is forced to the disk before it appears. */
    public boolean syncBlobs() {
        return values.syncBlobs;
    }

    /** Returns whether a layout accepts manifests whose content is missing. */
    public boolean sparse() {
        return values.sparse;
    }

    /** Returns the limit on the number of entries of an archive. */
    public int maxEntries() {
        return values.maxEntries;
    }

    /** Returns the largest ratio of decompressed to compressed size of an archive. */
    public int ratio() {
        return values.ratio;
    }

    /** Returns the directory for decompressed archives; empty for the system's temporary directory. */
    public Optional<Path> spoolDirectory() {
        return Optional.ofNullable(values.spoolDirectory);
    }

    /** Creates a temporary file in the directory for decompressed archives. */
    Path temporaryFile(String suffix) throws IOException {
        return values.spoolDirectory == null
                ? Files.createTempFile("portolan-", suffix)
                : Files.createTempFile(values.spoolDirectory, "portolan-", suffix);
    }

    /** Creates a private directory in the directory for decompressed archives. */
    Path temporaryFolder() throws IOException {
        return values.spoolDirectory == null
                ? Files.createTempDirectory("portolan-")
                : Files.createTempDirectory(values.spoolDirectory, "portolan-");
    }

    /** Returns a builder with these options. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder of options. */
    public static final class Builder {
        private long maxIndexSize = 64L << 20;
        private boolean syncBlobs;
        private boolean sparse;
        private int maxEntries = 500_000;
        private int ratio = 200;
        private @Nullable Path spoolDirectory;

        private Builder() {}

        private Builder(Builder other) {
            maxIndexSize = other.maxIndexSize;
            syncBlobs = other.syncBlobs;
            sparse = other.sparse;
            maxEntries = other.maxEntries;
            ratio = other.ratio;
            spoolDirectory = other.spoolDirectory;
        }

        /**
         * Limits the size of {@code index.json}, in bytes; 64 MiB by default, which is enough for about 200,000 tags.
         * Raise it for larger layouts; lower it if layouts are untrusted and memory is scarce.
         */
        public Builder maxIndexSize(long bytes) {
            if (bytes < 1 || bytes > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException("the limit must be at least 1, not " + bytes);
            }
            maxIndexSize = bytes;
            return this;
        }

        /**
         * Forces each blob to the disk before it gets its name; off by default. A killed process never leaves a damaged
         * blob either way. Without this option, a blob that was written seconds before a power failure may be short or
         * empty; {@code verify} finds it, and writing it again replaces it. {@code index.json} is always forced.
         */
        public Builder syncBlobs(boolean sync) {
            syncBlobs = sync;
            return this;
        }

        /**
         * Accepts manifests whose content is missing, which the specification allows; off by default. {@code verify}
         * reports missing content, and garbage collection fails while a manifest is missing.
         */
        public Builder sparse(boolean taken) {
            sparse = taken;
            return this;
        }

        /**
         * Limits the number of entries of an archive; 500,000 by default. Each takes about 300 bytes of memory while
         * the archive is open.
         */
        public Builder maxEntries(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("the number of entries must be at least 1, not " + count);
            }
            maxEntries = count;
            return this;
        }

        /**
         * Limits the ratio of decompressed to compressed size of an archive; 200 by default. Up to 64 MiB are always
         * accepted. This protects the disk from decompression bombs.
         */
        public Builder ratio(int times) {
            if (times < 1) {
                throw new IllegalArgumentException("the ratio must be at least 1, not " + times);
            }
            ratio = times;
            return this;
        }

        /**
         * Sets the directory for decompressed archives while they are open; the system's temporary directory by
         * default. Use another one if that is in memory and archives are large.
         */
        public Builder spoolDirectory(Path directory) {
            spoolDirectory = Objects.requireNonNull(directory);
            return this;
        }

        /** Builds the options. */
        public LayoutOptions build() {
            return new LayoutOptions(this);
        }
    }
}
