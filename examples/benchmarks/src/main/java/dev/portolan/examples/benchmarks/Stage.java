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
        Optional<List<String>> does = switch (job.action()) {
            case PUSH -> {
                renew(files);
                yield program.push(path.get(), newReference(through), names(files));
            }
            case PULL -> Optional.of(program.pull(path.get(), from(through, files), into));
            case COPY -> Optional.of(program.copy(path.get(), from(through, files), into));
        };
        if (does.isEmpty()) {
            return OptionalDouble.empty();
        }
        List<String> command = new ArrayList<>(does.get());
        command.addAll(List.of(more));
        long began = System.nanoTime();
        run(command, files);
        return OptionalDouble.of((System.nanoTime() - began) / 1e9);
    }

    /** Does a job in this JVM, and returns the seconds it took. */
    double secondsWarm(WarmJvm jvm, Job job) throws IOException, InterruptedException {
        Path files = files(job);
        Path into = root.resolve("out");
        remove(into);
        String reference;
        if (job.action() == Job.Action.PUSH) {
            renew(files);
            reference = newReference(registry);
        } else {
            reference = from(registry, files);
        }
        long began = System.nanoTime();
        switch (job.action()) {
            case PULL -> jvm.pull(reference, into);
            case PUSH -> jvm.push(reference, files, names(files));
            case COPY -> jvm.copy(reference, into);
        }
        return (System.nanoTime() - began) / 1e9;
    }

    /** Returns a reference to a repository that does not exist yet. */
    private String newReference(String through) {
        return through + "/pushed/run" + runs++ + ":v1";
    }

    /** Returns the folder of a job's files; those of a tree are in a folder of it, a hundred together. */
    private Path files(Job job) throws IOException {
        Path folder = root.resolve((job.tree() ? "tree-" : "files-") + job.files() + "-" + job.size());
        if (!Files.isDirectory(folder)) {
            byte[] bytes = new byte[1 << 16];
            for (int i = 0; i < job.files(); i++) {
                Path parent = job.tree() ? folder.resolve("tree/" + i / 100) : folder;
                Files.createDirectories(parent);
                try (FileChannel file = FileChannel.open(
                        parent.resolve(String.format("f%05d", i)),
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
        try (Stream<Path> all = Files.walk(files)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                try (FileChannel file = FileChannel.open(each, StandardOpenOption.WRITE)) {
                    byte[] fresh = new byte[16];
                    random.nextBytes(fresh);
                    file.write(ByteBuffer.wrap(fresh));
                }
            }
        }
    }

    /** Pushes the files of a job once, without the relay. Returns the artifact as it is read through the relay. */
    private String from(String through, Path files) throws IOException, InterruptedException {
        String name = "/" + files.getFileName() + ":v1";
        Path done = root.resolve(files.getFileName() + ".pushed");
        if (!Files.exists(done)) {
            run(Program.PORTOLAN.push(launcher(), registry + name, names(files)).orElseThrow(), files);
            Files.createFile(done);
        }
        return through + name;
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
