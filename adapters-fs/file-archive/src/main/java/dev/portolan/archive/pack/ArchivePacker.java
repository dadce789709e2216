package dev.portolan.archive.pack;

import dev.portolan.archive.ArchiveFormat;
import dev.portolan.archive.Compression;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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

    private final Compression compression;
    private final int level;
    private final SkipCompression skipCompression;
    private final ChangeDetection changeDetection;
    private final int maxFiles;
    private final boolean keepOwners;
    private final @Nullable Instant modified;
    private final int concurrency;

    private ArchivePacker(Builder builder) {
        compression = builder.compression;
        level = builder.level;
        skipCompression = builder.skipCompression;
        changeDetection = builder.changeDetection;
        maxFiles = builder.maxFiles;
        keepOwners = builder.keepOwners;
        modified = builder.modified;
        concurrency = builder.concurrency;
    }

    /** Returns a builder with the defaults: no compression, strict change detection, at most 200,000 files. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Packs a directory into temporary files, which are deleted when the archive is closed.
     *
     * @throws dev.portolan.error.NotFoundException when there is no such directory
     * @throws dev.portolan.error.UnsupportedException when it is a file
     * @throws dev.portolan.error.LimitExceededException when there are too many files
     * @throws dev.portolan.error.InvalidArchiveException when a file's name is not valid UTF-8
     * @throws dev.portolan.error.StorageException when a file cannot be read, or changed while it was read
     */
    public PackedArchive pack(Path directory) {
        Path target = null;
        try {
            SourceTree tree = SourceTree.list(directory, maxFiles, keepOwners);
            target = Files.createTempDirectory("portolan-archive");
            return pack(tree, target, true);
        } catch (IOException e) {
            throw FileFailure.of("packing the directory", directory.toString(), removed(target, e));
        } catch (RuntimeException e) {
            throw removed(target, e);
        }
    }

    /**
     * Packs a directory into the files {@code index.blob} and {@code data.blob} of another directory, which is created
     * if it does not exist. The files are replaced completely, or not at all.
     *
     * @throws dev.portolan.error.NotFoundException when there is no such directory
     * @throws dev.portolan.error.UnsupportedException when it is a file
     * @throws dev.portolan.error.LimitExceededException when there are too many files
     * @throws dev.portolan.error.InvalidArchiveException when a file's name is not valid UTF-8
     * @throws dev.portolan.error.StorageException when a file cannot be read, or changed while it was read
     */
    public PackedArchive pack(Path directory, Path target) {
        try {
            SourceTree tree = SourceTree.list(directory, maxFiles, keepOwners);
            Files.createDirectories(target);
            return pack(tree, target, false);
        } catch (IOException e) {
            throw FileFailure.of("packing the directory", directory.toString(), e);
        }
    }

    private PackedArchive pack(SourceTree tree, Path target, boolean temporary) throws IOException {
        // Not Files.createTempFile, whose files nobody else may read: these are kept.
        Path dataPart = target.resolve(".data-" + UUID.randomUUID() + ".part");
        Path indexPart = dataPart.resolveSibling(dataPart.getFileName() + ".index");
        try (DataFile data = new DataFile(dataPart);
                PackRun run = new PackRun(
                        new SourceReader(tree, changeDetection), data, this::compresses, level, concurrency)) {
            if (modified != null) {
                run.fixTime(nanos(modified));
            }
            byte[] index = run.pack(tree.files());
            Files.write(indexPart, index);
            PackedArchive archive = new PackedArchive(
                    target,
                    Descriptor.of(ArchiveFormat.INDEX_TYPE, index),
                    Descriptor.of(ArchiveFormat.DATA_TYPE, run.dataDigest(), data.size()),
                    tree.files().size(),
                    run.originalSize(),
                    tree.skipped(),
                    temporary);
            Files.move(dataPart, archive.dataFile(), StandardCopyOption.ATOMIC_MOVE);
            Files.move(indexPart, archive.indexFile(), StandardCopyOption.ATOMIC_MOVE);
            return archive;
        } finally {
            Files.deleteIfExists(dataPart);
            Files.deleteIfExists(indexPart);
        }
    }

    private boolean compresses(SourceFile file) {
        return compression == Compression.ZSTD && file.size() > 0 && !skipCompression.skips(file.path(), file.size());
    }

    private static long nanos(Instant time) {
        return Math.addExact(TimeUnit.SECONDS.toNanos(time.getEpochSecond()), time.getNano());
    }

    private static <E extends Exception> E removed(@Nullable Path directory, E failure) {
        try {
            if (directory != null) {
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** A builder of {@link ArchivePacker}. */
    public static final class Builder {
        private Compression compression = Compression.NONE;
        private int level = 3;
        private SkipCompression skipCompression = SkipCompression.never();
        private ChangeDetection changeDetection = ChangeDetection.STRICT;
        private int maxFiles = ArchiveFormat.MAX_FILES;
        private boolean keepOwners;
        private @Nullable Instant modified;
        private int concurrency = Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS);

        private Builder() {}

        /**
         * Sets the compression of files; {@link Compression#NONE} by default. A small file that zstd would not make
         * smaller is stored as it is.
         */
        public Builder compression(Compression how) {
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
            nanos(time);
            modified = time;
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

        /** Builds the packer. */
        public ArchivePacker build() {
            return new ArchivePacker(this);
        }
    }
}
