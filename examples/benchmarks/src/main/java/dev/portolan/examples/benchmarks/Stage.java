package dev.portolan.examples.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A registry, the files of the jobs, and the runs of programs on them. */
final class Stage implements AutoCloseable {
    private static final long LONGEST_MINUTES = 10;

    private final String registry;
    private final Path root;
    private final Random random = new Random(1);
    private int runs;

    /** A stage in a new temporary folder. */
    Stage(String registry) throws IOException {
        this.registry = registry;
        this.root = Files.createTempDirectory("portolan-comparison");
    }

    /**
     * Runs one program on one job.
     *
     * @param through the registry, or a relay in front of it, as {@code host:port}
     * @return seconds from start to end of the process; empty if the program cannot do the job
     */
    OptionalDouble seconds(Program program, Job job, String through, String... more)
            throws IOException, InterruptedException {
        Optional<Path> path = program.find();
        if (path.isEmpty()) {
            return OptionalDouble.empty();
        }
        Path files = files(job);
        Path into = root.resolve("out");
        remove(into);
        List<String> command;
        if (job.push()) {
            renew(files);
            Optional<List<String>> push =
                    program.push(path.get(), through + "/pushed/run" + runs++ + ":v1", names(files));
            if (push.isEmpty()) {
                return OptionalDouble.empty();
            }
            command = new ArrayList<>(push.get());
        } else {
            command =
                    new ArrayList<>(program.pull(path.get(), pushed(job, files).replace(registry, through), into));
        }
        command.addAll(List.of(more));
        long began = System.nanoTime();
        run(command, files);
        return OptionalDouble.of((System.nanoTime() - began) / 1e9);
    }

    private Path files(Job job) throws IOException {
        Path folder = root.resolve("files-" + job.files() + "-" + job.size());
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            byte[] bytes = new byte[1 << 16];
            for (int i = 0; i < job.files(); i++) {
                try (FileChannel file = FileChannel.open(
                        folder.resolve(String.format("f%05d", i)),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE)) {
                    for (long left = job.size(); left > 0; ) {
                        random.nextBytes(bytes);
                        left -= file.write(ByteBuffer.wrap(bytes, 0, (int) Math.min(left, bytes.length)));
                    }
                }
            }
        }
        return folder;
    }

    /** Changes the first bytes of each file, so that the registry has none of them. */
    private void renew(Path files) throws IOException {
        for (String name : names(files)) {
            try (FileChannel file = FileChannel.open(files.resolve(name), StandardOpenOption.WRITE)) {
                byte[] fresh = new byte[16];
                random.nextBytes(fresh);
                file.write(ByteBuffer.wrap(fresh));
            }
        }
    }

    /** Pushes the files of a job once, without the relay. */
    private String pushed(Job job, Path files) throws IOException, InterruptedException {
        String reference = registry + "/" + files.getFileName() + ":v1";
        Path done = root.resolve(files.getFileName() + ".pushed");
        if (!Files.exists(done)) {
            run(Program.PORTOLAN.push(launcher(), reference, names(files)).orElseThrow(), files);
            Files.createFile(done);
        }
        return reference;
    }

    static Path launcher() {
        return Program.PORTOLAN
                .find()
                .orElseThrow(() -> new IllegalStateException("run this inside a checkout of Portolan"));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private void run(List<String> command, Path directory) throws IOException, InterruptedException {
        Path log = root.resolve("log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(command.get(0) + " " + command.get(1) + " failed:\n" + Files.readString(log));
        }
    }

    private static void remove(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @Override
    public void close() throws IOException {
        remove(root);
    }
}
