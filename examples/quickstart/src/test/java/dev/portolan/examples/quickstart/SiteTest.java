package dev.portolan.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.model.Digest;
import dev.portolan.registry.memory.InMemoryTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application without a network: its references stay, the registry is in memory. */
class SiteTest {
    @TempDir
    Path temp;

    private Path site;

    @BeforeEach
    void a_site() throws IOException {
        site = Files.createDirectory(temp.resolve("my-site"));
        Files.writeString(site.resolve("index.html"), "<h1>Ahoy</h1>\n");
    }

    @Test
    void another_constructor_argument_replaces_registries_with_memory() {
        try (OciClient client = OciClient.of(InMemoryTransport.asRegistry(), OciArchiveTransport.create())) {
            publishFetchAndCarry(client);
        }
    }

    @Test
    void another_dagger_module_replaces_registries_with_memory() {
        try (OciClient client = OciClient.builder()
                .transports(DaggerMemoryPorts.create().transports())
                .build()) {
            publishFetchAndCarry(client);
        }
    }

    private void publishFetchAndCarry(OciClient client) {
        Site application = new Site(client);

        Digest digest = application.publish(site, "registry.example.com/demo/site:v1");
        application.fetch("registry.example.com/demo/site:latest", temp.resolve("out"));
        application.carry(
                "registry.example.com/demo/site:v1", temp.resolve("site.tar"), "registry.inside/demo/site:v1");

        assertThat(temp.resolve("out/site/index.html")).hasContent("<h1>Ahoy</h1>\n");
        assertThat(client.at("registry.inside/demo/site:v1").resolve().digest()).isEqualTo(digest);
    }
}
