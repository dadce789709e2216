package dev.portolan.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another program that reads and writes layouts. */
final class Peer {
    private final String program;

    private Peer(String program) {
        this.program = program;
    }

    /** The program on the path; a test without it is skipped, or fails where peers are required. */
    static Peer of(String program) {
        boolean there = false;
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            there |= Files.isExecutable(Path.of(folder, program));
        }
        if (!Boolean.parseBoolean(System.getenv("PORTOLAN_REQUIRE_PEERS"))) {
            assumeTrue(there, program + " is not installed");
        }
        assertThat(there).as(program + " is installed").isTrue();
        return new Peer(program);
    }

    /** Runs it; returns what it prints, and fails when it fails. */
    byte[] run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile("peer", ".err");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readAllBytes();
            assertThat(process.waitFor())
                    .as(command + ": " + Files.readString(errors))
                    .isZero();
            return output;
        } finally {
            Files.delete(errors);
        }
    }
}
