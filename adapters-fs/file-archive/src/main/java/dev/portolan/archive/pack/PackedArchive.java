package dev.portolan.archive.pack;

import dev.portolan.archive.ArchiveFormat;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Descriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A file archive on disk, ready to be pushed: the index and the data in two files.
 *
 * @since 0.1.0
 */
public final class PackedArchive implements AutoCloseable {
    private final Path directory;
    private final Descriptor index;
    private final Descriptor data;
    private final int fileCount;
    private final long originalSize;
    private final long newestNanos;
    private final List<SkippedFile> skipped;
    private final boolean temporary;

    PackedArchive(
            Path directory,
            Descriptor index,
            Descriptor data,
            int fileCount,
            long originalSize,
            long newestNanos,
            List<SkippedFile> skipped,
            boolean temporary) {
        this.directory = directory;
        this.index = index;
        this.data = data;
        this.fileCount = fileCount;
        this.originalSize = originalSize;
        this.newestNanos = newestNanos;
        this.skipped = List.copyOf(skipped);
        this.temporary = temporary;
    }

    /** Returns the time of the newest file, as the index has it; the epoch without files. */
    public Instant newest() {
        return Instant.EPOCH.plusNanos(newestNanos);
    }

    /** Media type, digest and size of the index. */
    public Descriptor index() {
        return index;
    }

    /** Media type, digest and size of the data. */
    public Descriptor data() {
        return data;
    }

    /** Returns the file that holds the index. */
    public Path indexFile() {
        return directory.resolve(ArchiveFormat.INDEX_FILE);
    }

    /** Returns the file that holds the data. */
    public Path dataFile() {
        return directory.resolve(ArchiveFormat.DATA_FILE);
    }

    /** Returns the number of files in the archive. */
    public int fileCount() {
        return fileCount;
    }

    /** Returns the bytes of all files together, before compression. */
    public long originalSize() {
        return originalSize;
    }

    /** Returns the links and special files that were left out, in the order of their paths. */
    public List<SkippedFile> skipped() {
        return skipped;
    }

    /** Removes the two files when they are temporary; does nothing otherwise. */
    @Override
    public void close() {
        if (temporary) {
            FileFailure.typed("removing a temporary archive", directory.toString(), () -> {
                Files.deleteIfExists(indexFile());
                Files.deleteIfExists(dataFile());
                Files.deleteIfExists(directory);
            });
        }
    }

    @Override
    public String toString() {
        return "file archive of " + fileCount + " files in " + dataFile();
    }
}
