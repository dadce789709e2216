package dev.portolan.examples.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;

/** A directory of 10,000 files of 13,000 bytes of text in 100 folders, and how it is removed. */
final class Files10000 {
    private static final int FILES = 10_000;
    private static final int SIZE = 13_000;

    private Files10000() {}

    static Path write(Path directory) throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < FILES; i++) {
            Path file = directory.resolve(String.format("folder%02d/file%04d.txt", i / 100, i));
            Files.createDirectories(file.getParent());
            StringBuilder text = new StringBuilder(SIZE + 20);
            while (text.length() < SIZE) {
                text.append(Long.toString(random.nextLong() >>> 20, 36))
                        .append(" is a word of file ")
                        .append(i)
                        .append('\n');
            }
            Files.write(file, text.substring(0, SIZE).getBytes(StandardCharsets.UTF_8));
        }
        return directory;
    }

    static void remove(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
