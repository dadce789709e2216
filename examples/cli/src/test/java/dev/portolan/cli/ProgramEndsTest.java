package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.http.HttpTransport;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A program that uses the SDK ends when its main does, even if it closes nothing. */
class ProgramEndsTest {

    /** Pushes and pulls, and leaves client, transport and registry open. */
    static final class Careless {
        private Careless() {}

        public static void main(String[] args) {
            RegistryServer registry = RegistryServer.start();
            OciClient client = OciClient.of(HttpTransport.create());
            client.push(
                    registry.host() + "/demo/x:v1",
                    Artifact.builder()
                            .file("a.txt", "text/plain", new byte[100_000])
                            .build());
            if (client.at(registry.host() + "/demo/x:v1").artifact().layers().size() != 1) {
                throw new IllegalStateException("pulled something else");
            }
        }
    }

    @Test
    void without_closing_anything() throws IOException, InterruptedException {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Careless.class.getName())
                .inheritIO()
                .start();
        try {
            assertThat(program.waitFor(60, TimeUnit.SECONDS))
                    .as("ends by itself")
                    .isTrue();
            assertThat(program.exitValue()).isZero();
        } finally {
            program.destroyForcibly();
        }
    }
}
