package dev.portolan.testkit.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Another program that talks to registries or reads layouts. It is searched in the directory in the environment
 * variable {@code PORTOLAN_PEERS}, then on the {@code PATH}. A test that needs a missing program is skipped; with
 * {@code PORTOLAN_REQUIRE_PEERS=true} it fails.
 *
 * @since 0.1.0
 */
public final class PeerProgram {
    private static final long LONGEST_SECONDS = 120;

    private final Path program;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private @Nullable Path directory;
    private String input = "";

    private PeerProgram(Path program) {
        this.program = program;
    }

    /**
     * Returns a program that the calling test needs.
     *
     * @throws org.opentest4j.TestAbortedException if it is not installed; the test is skipped
     * @throws AssertionError if it is not installed and {@code PORTOLAN_REQUIRE_PEERS=true}
     */
    public static PeerProgram require(String name) {
        return find(name).map(PeerProgram::new).orElseGet(() -> {
            if (isRequired()) {
                throw new AssertionError(name + " is required, and is not installed");
            }
            return Assumptions.abort(name + " is not installed");
        });
    }

    /**
     * Returns whether tests that need a program run: it is installed, or must be.
     *
     * @param name the name of the executable
     */
    public static boolean runsTestsOf(String name) {
        return find(name).isPresent() || isRequired();
    }

    private static boolean isRequired() {
        return Boolean.parseBoolean(System.getenv("PORTOLAN_REQUIRE_PEERS"));
    }

    private static Optional<Path> find(String name) {
        List<String> folders = new ArrayList<>();
        folders.add(System.getenv().getOrDefault("PORTOLAN_PEERS", ""));
        folders.addAll(List.of(System.getenv().getOrDefault("PATH", "").split(":")));
        return folders.stream()
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Returns the path of the program. */
    public Path path() {
        return program;
    }

    /** Sets a variable of its environment, such as {@code DOCKER_CONFIG}. */
    public PeerProgram with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Runs it in a directory. */
    public PeerProgram in(Path newDirectory) {
        directory = newDirectory;
        return this;
    }

    /** Sets the standard input; empty by default. */
    public PeerProgram input(String newInput) {
        input = newInput;
        return this;
    }

    /**
     * Runs it to its end, but at most for two minutes.
     *
     * @return its output and exit code
     */
    public Outcome run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("peer", ".out");
            Path err = Files.createTempFile("peer", ".err");
            try {
                return new Outcome(command, wait(command, out, err), Files.readAllBytes(out), Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int wait(List<String> command, Path out, Path err) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        Process process = builder.start();
        try {
            try (OutputStream standardInput = process.getOutputStream()) {
                standardInput.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(command + " did not end within " + LONGEST_SECONDS + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(command + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * The result of a program.
     *
     * @param command the command line
     * @param exit its exit code
     * @param bytes what it printed on standard output
     * @param err what it printed on standard error
     */
    public record Outcome(List<String> command, int exit, byte[] bytes, String err) {

        /** Returns the standard output, without surrounding white space. */
        public String out() {
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }

        /**
         * Returns this result if the program succeeded.
         *
         * @throws AssertionError when it did not
         */
        public Outcome orFail() {
            if (exit != 0) {
                throw new AssertionError(command + " ended with " + exit + ":\n" + out() + "\n" + err);
            }
            return this;
        }
    }
}
