package dev.portolan.examples.filearchives;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.registry.server.RegistryServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @Test
    void the_complete_example_runs(@TempDir Path temp) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        try (RegistryServer registry = RegistryServer.start()) {
            Main.run(
                    Main.sample(temp.resolve("src")),
                    registry.host() + "/myorg/myarchive:v1.0.0",
                    temp.resolve("cache"),
                    new PrintStream(out, true, StandardCharsets.UTF_8));
        }

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Files: 203", "the main file", "# Hello");
    }
}
