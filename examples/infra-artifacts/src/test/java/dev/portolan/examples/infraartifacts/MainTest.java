package dev.portolan.examples.infraartifacts;

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
    void the_full_workflow_runs(@TempDir Path temp) throws IOException {
        Path component = Main.sample(temp.resolve("component"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        try (RegistryServer registry = RegistryServer.start()) {
            Main.run(
                    component,
                    registry.host() + "/myorg/api",
                    temp.resolve("downloaded"),
                    new PrintStream(out, true, StandardCharsets.UTF_8));
        }

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Tags: [latest, v1.0.0]", "description=API component", "Exists: true", "Exists v2: false");
        assertThat(temp.resolve("downloaded/src/main.js")).hasSameBinaryContentAs(component.resolve("src/main.js"));
        assertThat(temp.resolve("downloaded/.env")).doesNotExist();
    }
}
