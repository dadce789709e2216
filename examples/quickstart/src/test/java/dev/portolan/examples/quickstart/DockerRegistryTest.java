package dev.portolan.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.model.Digest;
import dev.portolan.testkit.peer.DockerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application on a registry that others made, wired by hand and with Dagger. */
class DockerRegistryTest {
    @TempDir
    Path temp;

    @Test
    void one_client_publishes_and_the_other_fetches_and_copies() throws IOException {
        Path site = Files.createDirectory(temp.resolve("my-site"));
        Files.writeString(site.resolve("index.html"), "<h1>Ahoy</h1>\n");
        try (DockerRegistry registry = DockerRegistry.start();
                OciClient byHand = Main.byHand();
                OciClient withDagger = Main.withDagger()) {
            String published = registry.host() + "/demo/site";
            String arrived = registry.host() + "/inside/site";

            Digest digest = new Site(byHand).publish(site, published + ":v1");
            new Site(withDagger).fetch(published + ":latest", temp.resolve("out"));
            new Site(withDagger).carry(published + ":v1", temp.resolve("site.tar"), arrived + ":v1");

            assertThat(temp.resolve("out/site/index.html")).hasContent("<h1>Ahoy</h1>\n");
            assertThat(byHand.at(arrived + ":v1").resolve().digest()).isEqualTo(digest);
        }
    }
}
