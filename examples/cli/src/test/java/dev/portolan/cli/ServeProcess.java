package dev.portolan.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code portolan serve} in its own process. Closing it stops it, and checks that it exits with 0. */
final class ServeProcess implements AutoCloseable {
    private static final String SERVING = "Serving ";

    private final Process process;
    private final Path errors;
    private final String host;

    private ServeProcess(Process process, Path errors) throws IOException {
        this.process = process;
        this.errors = errors;
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null || !line.startsWith(SERVING)) {
            process.destroyForcibly();
            throw new AssertionError("it said " + line + "\n" + Files.readString(errors));
        }
        this.host = line.substring(SERVING.length());
    }

    static ServeProcess start(Object... options) {
        return startInHeap("", options);
    }

    /** Starts it with no more heap than that, such as {@code 32m}. */
    static ServeProcess startInHeap(String heap, Object... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path")));
        if (!heap.isEmpty()) {
            command.add("-Xmx" + heap);
            command.add("-XX:+ExitOnOutOfMemoryError");
        }
        command.addAll(List.of(Main.class.getName(), "serve"));
        for (Object option : options) {
            command.add(option.toString());
        }
        try {
            Path errors = Files.createTempFile("portolan-serve", ".err");
            return new ServeProcess(
                    new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Host and port, as it printed them. */
    String host() {
        return host;
    }

    URI address() {
        return URI.create("http://" + host);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new AssertionError("it does not end");
            }
            String said = Files.readString(errors);
            Files.delete(errors);
            if (process.exitValue() != 0 || !said.isEmpty()) {
                throw new AssertionError("it ended with " + process.exitValue() + " and said:\n" + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
