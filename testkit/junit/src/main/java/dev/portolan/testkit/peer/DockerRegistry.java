package dev.portolan.testkit.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The CNCF distribution registry as Debian packages it ({@code docker-registry}), on a free port of the loopback
 * address, with deletes switched on, and its content in a directory that is deleted with it.
 *
 * @since 0.1.0
 */
public final class DockerRegistry implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:\\d+)");

    private final Path directory;
    private final Process process;
    private final String host;

    private DockerRegistry(Path directory, Process process, String host) {
        this.directory = directory;
        this.process = process;
        this.host = host;
    }

    /** Starts a registry; {@link PeerProgram#require} describes what happens if the program is missing. */
    public static DockerRegistry start() {
        return start("");
    }

    /**
     * Starts one.
     *
     * @param more more lines for its configuration, such as an {@code auth} section
     */
    public static DockerRegistry start(String more) {
        Path program = PeerProgram.require("docker-registry").path();
        try {
            Path directory = Files.createTempDirectory("docker-registry");
            Path config = Files.writeString(directory.resolve("config.yml"), configuration(directory) + more);
            Process process = new ProcessBuilder(List.of(program.toString(), "serve", config.toString()))
                    .redirectErrorStream(true)
                    .start();
            return new DockerRegistry(directory, process, host(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String configuration(Path directory) {
        return """
                version: 0.1
                log:
                  level: info
                storage:
                  filesystem:
                    rootdirectory: %s
                  delete:
                    enabled: true
                http:
                  addr: 127.0.0.1:0
                """.formatted(directory.resolve("data"));
    }

    private static String host(Process process) throws IOException {
        BufferedReader log =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line; (line = log.readLine()) != null; ) {
            said.append(line).append('\n');
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                Thread drain = new Thread(() -> drain(log), "docker-registry-log");
                drain.setDaemon(true);
                drain.start();
                return listening.group(1);
            }
        }
        throw new IOException("docker-registry did not start:\n" + said);
    }

    /** Keeps reading, because the registry would block when the pipe is full. */
    private static void drain(BufferedReader log) {
        try {
            while (log.readLine() != null) {}
        } catch (IOException e) {
            // It was stopped, and its output closed.
        }
    }

    /** Returns the address: {@code 127.0.0.1:PORT}. */
    public String host() {
        return host;
    }

    /** Returns the directory of its content, for tests that damage it. */
    public Path data() {
        return directory.resolve("data");
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
