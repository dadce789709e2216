package dev.portolan.examples.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A directory to work in: 10,000 files of 13,000 bytes of text in 100 folders, and a new place for each run to write
 * to, which is removed before the next one.
 */
final class WorkDirectory implements AutoCloseable {
    private static final int FILES = 10_000;
    private static final int SIZE = 13_000;

    private final Path root;
    private int runs;

    private WorkDirectory(Path root) {
        this.root = root;
    }

    static WorkDirectory create() throws IOException {
        WorkDirectory directory = new WorkDirectory(Files.createTempDirectory("portolan-benchmark"));
        write(directory.files());
        return directory;
    }

    /** The files. */
    Path files() {
        return root.resolve("files");
    }

    /** A place that stays. */
    Path resolve(String name) {
        return root.resolve(name);
    }

    /** Where this run writes to; nothing is there. */
    Path run() {
        return root.resolve("run" + runs);
    }

    /** Begins another run. */
    void next() throws IOException {
        if (Files.exists(run())) {
            remove(run());
        }
        runs++;
    }

    @Override
    public void close() throws IOException {
        remove(root);
    }

    private static void write(Path directory) throws IOException {
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
    }

    private static void remove(Path directory) throws IOException {
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
