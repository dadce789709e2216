package dev.portolan.archive.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Index and data of an archive as two new files. Both are temporary until they are published. */
public final class ArchiveFiles implements AutoCloseable {
    private final Path index;
    private final Path data;
    private final Path indexPart;
    private final Path dataPart;

    /** Prepares to write these files, or to replace them. */
    public ArchiveFiles(Path index, Path data) {
        this.index = index;
        this.data = data;
        // Not Files.createTempFile, whose files only their owner can read.
        indexPart = part(index);
        dataPart = part(data);
    }

    private static Path part(Path file) {
        return file.resolveSibling("." + file.getFileName() + "-" + UUID.randomUUID() + ".part");
    }

    /** Returns the temporary file that the caller writes the data to. */
    public Path dataPart() {
        return dataPart;
    }

    /** Writes the index, and gives both files their names. */
    public void publish(byte[] indexBytes) throws IOException {
        Files.write(indexPart, indexBytes);
        Files.move(dataPart, data, StandardCopyOption.ATOMIC_MOVE);
        Files.move(indexPart, index, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes what was not published. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(dataPart);
        Files.deleteIfExists(indexPart);
    }
}
