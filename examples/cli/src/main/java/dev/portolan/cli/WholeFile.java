package dev.portolan.cli;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes files that appear only when they are complete. */
final class WholeFile {
    private WholeFile() {}

    /**
     * Writes content to a temporary file in the same directory, and renames it when everything is verified. A device
     * or a pipe is written directly, and a symbolic link stays a link.
     */
    static void write(Path file, Content content) throws IOException {
        if (Files.isDirectory(file)) {
            throw new StorageException(Problem.of("the file was not written")
                    .at(file.toString())
                    .because("it is a directory")
                    .advice("use a file name"));
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            writeTo(file, file, content, StandardOpenOption.WRITE);
            return;
        }
        Path target = Files.exists(file) ? real(file) : file.toAbsolutePath();
        Path staged = target.resolveSibling(".portolan-" + UUID.randomUUID() + ".part");
        try {
            makeParent(target);
            writeTo(staged, file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            move(staged, target);
        } finally {
            Files.deleteIfExists(staged);
        }
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw FileErrors.writing(file, e);
        }
    }

    private static void makeParent(Path target) {
        try {
            Files.createDirectories(target.getParent());
        } catch (IOException e) {
            throw FileErrors.writing(target, e);
        }
    }

    /** Writes the content; errors name the file that the user named. */
    private static void writeTo(Path path, Path file, Content content, StandardOpenOption... how) throws IOException {
        try (FileChannel channel = open(path, file, how)) {
            content.writeTo(sink(file, channel));
        }
    }

    private static FileChannel open(Path path, Path file, StandardOpenOption... how) {
        try {
            return FileChannel.open(path, how);
        } catch (IOException e) {
            throw FileErrors.writing(file, e);
        }
    }

    private static BlobSink sink(Path file, FileChannel channel) {
        return buffer -> {
            try {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            } catch (IOException e) {
                throw FileErrors.writing(file, e);
            }
        };
    }

    private static void move(Path staged, Path target) {
        try {
            Files.move(staged, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw FileErrors.writing(target, e);
        }
    }
}
