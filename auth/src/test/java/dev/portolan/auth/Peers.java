package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Other people's clients, where they are on this machine: in PATH, or in the directory that {@code PORTOLAN_PEERS}
 * names. With {@code PORTOLAN_REQUIRE_PEERS=true} a missing one is a failure.
 */
final class Peers {
    private Peers() {}

    /** Runs a client, which must succeed; returns what it wrote to standard output. */
    static String run(Map<String, String> environment, String input, String program, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(find(program).toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(List.of("DOCKER_CONFIG", "REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR"));
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        try {
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
            return output.strip();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Path find(String program) throws IOException {
        List<String> dirs = new ArrayList<>(Arrays.asList(System.getenv("PATH").split(":")));
        dirs.add(System.getenv().getOrDefault("PORTOLAN_PEERS", "/nonexistent"));
        for (String dir : dirs) {
            Path path = Path.of(dir, program);
            if (Files.isExecutable(path)) {
                return path;
            }
        }
        if ("true".equals(System.getenv("PORTOLAN_REQUIRE_PEERS"))) {
            throw new IOException(program + " is required and not there");
        }
        return abort(program + " is not there");
    }
}
