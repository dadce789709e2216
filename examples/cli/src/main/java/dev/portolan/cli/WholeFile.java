package dev.portolan.cli;

import dev.portolan.content.Content;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that appear when they are whole. */
final class WholeFile {
    private WholeFile() {}

    /** Writes content beside the file, and moves it there when all of it was good. */
    static void write(Path file, Content content) throws IOException {
        Path target = file.toAbsolutePath();
        Path parent = target.getParent();
        Files.createDirectories(parent);
        Path staged = Files.createTempFile(parent, "." + target.getFileName(), ".part");
        try {
            try (FileChannel channel = FileChannel.open(staged, StandardOpenOption.WRITE)) {
                content.writeTo(buffer -> {
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                });
            }
            Files.move(staged, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(staged);
        }
    }
}
