package dev.portolan.http;

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
import org.junit.jupiter.api.Assumptions;

/** Debian's docker-registry on a free loopback port, with its content in a directory that goes away with it. */
final class DockerRegistry implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:\\d+)");

    private final Path directory;
    private final Process process;
    private final String host;

    private DockerRegistry(Path directory, Process process, String host) {
        this.directory = directory;
        this.process = process;
        this.host = host;
    }

    /** Starts one; where the program is not installed, the test is skipped, or fails when peers are required. */
    static DockerRegistry start() {
        return start("");
    }

    /** Starts one with more lines in its configuration. */
    static DockerRegistry start(String more) {
        Path program = Path.of("/usr/bin/docker-registry");
        if (!Files.isExecutable(program)) {
            if (Boolean.parseBoolean(System.getenv("PORTOLAN_REQUIRE_PEERS"))) {
                throw new AssertionError("docker-registry is required, and is not installed");
            }
            Assumptions.abort("docker-registry is not installed");
        }
        try {
            Path directory = Files.createTempDirectory("docker-registry");
            Path config = directory.resolve("config.yml");
            Files.writeString(config, """
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
                    """.formatted(directory.resolve("data")) + more);
            Process process = new ProcessBuilder(List.of(program.toString(), "serve", config.toString()))
                    .redirectErrorStream(true)
                    .start();
            return new DockerRegistry(directory, process, host(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String host(Process process) throws IOException {
        BufferedReader log =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line; (line = log.readLine()) != null; ) {
            said.append(line).append('\n');
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                Thread drain = new Thread(() -> log.lines().forEach(ignored -> {}));
                drain.setDaemon(true);
                drain.start();
                return listening.group(1);
            }
        }
        throw new IOException("docker-registry did not start:\n" + said);
    }

    /** Host and port. */
    String host() {
        return host;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
