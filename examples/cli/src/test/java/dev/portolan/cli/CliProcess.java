package dev.portolan.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command in its own process, with its own environment. */
final class CliProcess {
    private final Map<String, String> environment = new LinkedHashMap<>();
    private List<String> jvmOptions = List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto");
    private Class<?> program = Main.class;
    private Path directory = Path.of("");
    private long patienceSeconds = 60;
    private List<String> before = List.of();
    private String input = "";

    CliProcess with(String variable, Object value) {
        environment.put(variable, value.toString());
        return this;
    }

    CliProcess typing(String text) {
        input = text;
        return this;
    }

    /** Options of the JVM in place of those that let it start quickly. */
    CliProcess jvm(String... options) {
        jvmOptions = List.of(options);
        return this;
    }

    /** A class whose {@code main} runs the command, in place of {@link Main}. */
    CliProcess program(Class<?> main) {
        program = main;
        return this;
    }

    CliProcess in(Path newDirectory) {
        directory = newDirectory;
        return this;
    }

    /** How large a file may become that it writes, in KiB. */
    CliProcess largestFile(int kibibytes) {
        before = List.of("sh", "-c", "ulimit -f " + 2 * kibibytes + " && exec \"$@\"", "sh");
        return this;
    }

    /** A program that reads its standard output; with which code it ended itself is then on standard error. */
    CliProcess readBy(String reader) {
        before = List.of("sh", "-c", "{ \"$@\"; echo \"ended with $?\" >&2; } | " + reader, "sh");
        return this;
    }

    /** The time limit. */
    CliProcess patience(long seconds) {
        patienceSeconds = seconds;
        return this;
    }

    /** Starts it without waiting for its end. */
    Process start(Path out, Path err, Object... arguments) {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toAbsolutePath().toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end. */
    Cli run(Object... arguments) {
        try {
            Path out = Files.createTempFile("portolan", ".out");
            Path err = Files.createTempFile("portolan", ".err");
            Process process = start(out, err, arguments);
            try {
                if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
                    throw new AssertionError("the process does not end: " + List.of(arguments));
                }
                return new Cli(
                        process.exitValue(),
                        Files.readString(out).strip(),
                        Files.readString(err).strip());
            } finally {
                process.destroyForcibly();
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
