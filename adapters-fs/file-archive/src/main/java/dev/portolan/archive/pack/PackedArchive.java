package dev.portolan.archive.pack;

import dev.portolan.archive.ArchiveFormat;
import dev.portolan.content.Streams;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file archive on disk, ready to be pushed: the index and the data in two files.
 *
 * @since 0.1.0
 */
public final class PackedArchive implements AutoCloseable {
    private final Path directory;
    private final Path indexFile;
    private final Path dataFile;
    private final Descriptor index;
    private final Descriptor data;
    private final int fileCount;
    private final long originalSize;
    private final List<SkippedFile> skipped;
    private final boolean temporary;

    PackedArchive(
            Path directory,
            Descriptor index,
            Descriptor data,
            int fileCount,
            long originalSize,
            List<SkippedFile> skipped,
            boolean temporary) {
        this.directory = directory;
        this.indexFile = directory.resolve(ArchiveFormat.INDEX_FILE);
        this.dataFile = directory.resolve(ArchiveFormat.DATA_FILE);
        this.index = index;
        this.data = data;
        this.fileCount = fileCount;
        this.originalSize = originalSize;
        this.skipped = List.copyOf(skipped);
        this.temporary = temporary;
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
        return indexFile;
    }

    /** Returns the file that holds the data. */
    public Path dataFile() {
        return dataFile;
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
        if (!temporary) {
            return;
        }
        try {
            Files.deleteIfExists(indexFile);
            Files.deleteIfExists(dataFile);
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw Streams.failure("removing a temporary archive", indexFile.toString(), e);
        }
    }

    @Override
    public String toString() {
        return "file archive of " + fileCount + " files in " + dataFile;
    }
}
