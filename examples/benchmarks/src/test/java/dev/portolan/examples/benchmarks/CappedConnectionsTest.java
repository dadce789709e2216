package dev.portolan.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.Layer;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.http.HttpTransport;
import dev.portolan.model.Annotations;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.fixture.Fixtures;
import dev.portolan.testkit.fixture.RandomContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A registry that limits each connection is read over several, in a heap of 32 MiB. A thorough run:
 * {@code ./mvnw -pl examples/benchmarks -am test -Dtest=CappedConnectionsTest -Dportolan.memory.mib=2048}.
 */
class CappedConnectionsTest {
    private static final int MEBIBYTES = Integer.getInteger("portolan.memory.mib", 128);
    private static final long BYTES_PER_SECOND = MEBIBYTES * (1L << 20) / 16;

    @TempDir
    Path folder;

    @Test
    void a_large_blob_comes_over_several_connections_in_a_small_heap() throws Exception {
        RandomContent content = Fixtures.seeded(7).content(MEBIBYTES * (1L << 20));
        Layer layer = Layer.of(content.descriptor().withAnnotation(Annotations.TITLE, "large"), content);
        Path out = folder.resolve("out");
        try (RegistryServer registry = RegistryServer.builder()
                        .transport(LayoutTransport.create())
                        .layouts(folder.resolve("layouts"))
                        .start();
                OciClient client = OciClient.of(HttpTransport.create());
                Relay relay = Relay.start(registry.host(), Duration.ofMillis(10), BYTES_PER_SECOND)) {
            client.push(
                    registry.host() + "/large:v1",
                    Artifact.builder()
                            .type("application/vnd.example.file.v1")
                            .layer(layer)
                            .build());

            pull(relay.host() + "/large:v1", out);

            System.out.printf("%d MiB in 32 MiB over %d connections%n", MEBIBYTES, relay.connections());
            assertThat(relay.connections()).isGreaterThan(1);
        }
        assertThat(out.resolve("large")).hasSize(content.size());
    }

    private static void pull(String reference, Path into) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Pull.class.getName(),
                        reference,
                        into.toString())
                .inheritIO()
                .start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Pulls an artifact into a directory, which verifies its digest. */
    static final class Pull {
        private Pull() {}

        /** Takes a reference and a directory. */
        public static void main(String[] args) throws IOException {
            Path into = Files.createDirectories(Path.of(args[1]));
            try (OciClient client = OciClient.of(HttpTransport.create());
                    DirectoryTarget target = DirectoryTarget.into(into)) {
                client.pull(args[0], target);
            }
        }
    }
}
