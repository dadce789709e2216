package dev.portolan.cli;

import dev.portolan.content.Content;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
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
        Path target = Files.exists(file) ? FileErrors.writing(file, () -> file.toRealPath()) : file.toAbsolutePath();
        Path staged = target.resolveSibling(".portolan-" + UUID.randomUUID() + ".part");
        try {
            FileErrors.writing(target, () -> Files.createDirectories(target.getParent()));
            writeTo(staged, file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            FileErrors.writing(target, () -> Files.move(staged, target, StandardCopyOption.REPLACE_EXISTING));
        } finally {
            Files.deleteIfExists(staged);
        }
    }

    /** Writes the content; errors name the file that the user named. */
    private static void writeTo(Path path, Path file, Content content, StandardOpenOption... how) throws IOException {
        try (FileChannel channel = FileErrors.writing(file, () -> FileChannel.open(path, how))) {
            content.writeTo(buffer -> FileErrors.writing(file, () -> writeAll(buffer, channel)));
        }
    }

    private static ByteBuffer writeAll(ByteBuffer buffer, FileChannel to) throws IOException {
        while (buffer.hasRemaining()) {
            to.write(buffer);
        }
        return buffer;
    }
}
