package dev.portolan.archive.pack;

import dev.portolan.archive.ArchiveFormat;
import dev.portolan.archive.ArchiveLimits;
import dev.portolan.archive.index.ArchiveFiles;
import dev.portolan.fs.compress.ZstdLibrary;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.pack.Compression;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Packs directories as file archives. The same files with the same times and options give the same bytes, with any
 * number of threads. Only regular files are stored; links and special files are omitted and reported, and empty
 * directories are omitted. Each file is read once, and only a few MiB are in memory at a time. Safe to use from several
 * threads.
 *
 * <pre>{@code
 * try (PackedArchive archive = ArchivePacker.builder().compression(Compression.ZSTD).build().pack(source)) {
 *     archives.push(place, archive);
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public final class ArchivePacker {
    private static final int MOST_THREADS = 8;

    private final Builder values;

    private ArchivePacker(Builder builder) {
        this.values = new Builder(builder);
    }

    /** Returns a builder with the defaults: no compression, strict change detection, at most 200,000 files. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Packs a directory into temporary files, which are deleted when the archive is closed.
     *
     * @throws dev.portolan.error.NotFoundException when there is no such directory
     * @throws dev.portolan.error.UnsupportedException when it is a file, or zstd was chosen and is not available
     * @throws dev.portolan.error.LimitExceededException when there are too many files
     * @throws dev.portolan.error.InvalidArchiveException when a file's name is not valid UTF-8
     * @throws dev.portolan.error.StorageException when a file cannot be read, or changed while it was read
     */
    public PackedArchive pack(Path directory) {
        return FileFailure.typed("packing the directory", directory.toString(), () -> {
            SourceTree tree = SourceTree.list(directory, values);
            Path target = Files.createTempDirectory("portolan-archive");
            try {
                return pack(tree, target, true);
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(target);
                throw e;
            }
        });
    }

    /**
     * Packs a directory into the files {@code index.blob} and {@code data.blob} of another directory, which is created
     * if it does not exist. The files are replaced completely, or not at all.
     *
     * @throws dev.portolan.error.NotFoundException when there is no such directory
     * @throws dev.portolan.error.UnsupportedException when it is a file, or zstd was chosen and is not available
     * @throws dev.portolan.error.LimitExceededException when there are too many files
     * @throws dev.portolan.error.InvalidArchiveException when a file's name is not valid UTF-8
     * @throws dev.portolan.error.StorageException when a file cannot be read, or changed while it was read
     */
    public PackedArchive pack(Path directory, Path target) {
        return FileFailure.typed("packing the directory", directory.toString(), () -> {
            SourceTree tree = SourceTree.list(directory, values);
            Files.createDirectories(target);
            return pack(tree, target, false);
        });
    }

    private PackedArchive pack(SourceTree tree, Path target, boolean temporary) throws IOException {
        if (values.compression == Compression.ZSTD) {
            ZstdLibrary.load();
        }
        Path indexFile = target.resolve(ArchiveFormat.INDEX_FILE);
        Path dataFile = target.resolve(ArchiveFormat.DATA_FILE);
        try (ArchiveFiles files = new ArchiveFiles(indexFile, dataFile);
                FileChannel data =
                        FileChannel.open(files.dataPart(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                PackRun run = new PackRun(tree, data, values)) {
            return run.pack(files, target, temporary);
        }
    }

    /** A builder of {@link ArchivePacker}. */
    public static final class Builder {
        private Compression compression = Compression.NONE;
        int level = 3;
        private SkipCompression skipCompression = SkipCompression.never();
        ChangeDetection changeDetection = ChangeDetection.STRICT;
        int maxFiles = ArchiveLimits.defaults().maxFiles();
        boolean keepOwners;
        OptionalLong modified = OptionalLong.empty();
        int concurrency = Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS);

        private Builder() {}

        private Builder(Builder other) {
            compression = other.compression;
            level = other.level;
            skipCompression = other.skipCompression;
            changeDetection = other.changeDetection;
            maxFiles = other.maxFiles;
            keepOwners = other.keepOwners;
            modified = other.modified;
            concurrency = other.concurrency;
        }

        /**
         * Sets how files are stored: {@link Compression#NONE}, the default, or {@link Compression#ZSTD}. A small file that
         * zstd would not make smaller is stored uncompressed.
         */
        public Builder compression(Compression how) {
            if (how == Compression.GZIP) {
                throw new IllegalArgumentException(
                        "file archives store files with zstd or uncompressed, not with gzip");
            }
            compression = Objects.requireNonNull(how);
            return this;
        }

        /** Sets the level of zstd, from 1 (fast) to 19 (small); 3 by default. */
        public Builder compressionLevel(int zstdLevel) {
            if (zstdLevel < 1 || zstdLevel > 19) {
                throw new IllegalArgumentException("the level must be 1 to 19, not " + zstdLevel);
            }
            level = zstdLevel;
            return this;
        }

        /** Adds a rule for files that are stored without compression. */
        public Builder skipCompression(SkipCompression rule) {
            skipCompression = skipCompression.or(rule);
            return this;
        }

        /**
         * Sets what happens when a file changes while it is being packed; {@link ChangeDetection#STRICT} by default.
         */
        public Builder changeDetection(ChangeDetection detection) {
            changeDetection = Objects.requireNonNull(detection);
            return this;
        }

        /** Sets the limit on the number of files; 200,000 by default, as for readers. */
        public Builder maxFiles(int limit) {
            if (limit < 0) {
                throw new IllegalArgumentException("negative: " + limit);
            }
            maxFiles = limit;
            return this;
        }

        /**
         * Sets whether user and group ids are stored; by default they are 0, so that the archive does not depend on the
         * user.
         */
        public Builder keepOwners(boolean keep) {
            keepOwners = keep;
            return this;
        }

        /** Sets the modification time of all files; by default each file keeps its own, in nanoseconds. */
        public Builder modified(Instant time) {
            modified = OptionalLong.of(Math.addExact(TimeUnit.SECONDS.toNanos(time.getEpochSecond()), time.getNano()));
            return this;
        }

        /** Sets the number of threads; by default the number of processors, but at most 8. */
        public Builder concurrency(int threads) {
            if (threads < 1) {
                throw new IllegalArgumentException("less than 1: " + threads);
            }
            concurrency = threads;
            return this;
        }

        /** Returns whether a file is compressed, if that makes it smaller. */
        boolean compresses(SourceFile file) {
            return compression == Compression.ZSTD
                    && file.size() > 0
                    && !skipCompression.skips(file.path(), file.size());
        }

        /** Builds the packer. */
        public ArchivePacker build() {
            return new ArchivePacker(this);
        }
    }
}
