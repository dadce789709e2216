package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.fs.LayoutTransport;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repository names that a directory of layouts cannot store. */
class LayoutRegistryNamesTest {
    private static final String EMPTY = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    @TempDir
    Path directory;

    private static int post(RegistryServer server, String name) throws IOException, InterruptedException {
        URI address = server.address().resolve("/v2/" + name + "/blobs/uploads/?digest=" + EMPTY);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address)
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo/ingest/lock",
                "demo/ingest",
                "demo/blobs/sha256",
                "demo/index.json",
                "demo/oci-layout",
                "demo/manifest.json",
                "demo/portolan-delta.json",
                "ingest",
                "blobs"
            })
    void refuses_a_name_that_a_layout_uses_itself(String name) throws Exception {
        try (RegistryServer server = RegistryServer.builder()
                .transport(LayoutTransport.create())
                .layouts(directory)
                .start()) {
            assertThat(post(server, "demo")).isEqualTo(201);
            assertThat(post(server, name)).isEqualTo(400);
            assertThat(post(server, "demo")).isEqualTo(201);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(path -> path.endsWith("oci-layout"))).hasSize(1);
        }
    }
}
