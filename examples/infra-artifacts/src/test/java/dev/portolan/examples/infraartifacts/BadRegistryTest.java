package dev.portolan.examples.infraartifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portolan.OciClient;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.DeniedException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.HttpTransport;
import dev.portolan.http.config.HostConfig;
import dev.portolan.model.Digest;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that does not do what it should. */
class BadRegistryTest {
    private final RegistryServer registry = RegistryServer.start();
    private final OciClient client = OciClient.of(HttpTransport.builder()
            .defaults(HostConfig.builder().attempts(1).build())
            .build());
    private final InfraArtifacts artifacts = new InfraArtifacts(client);
    private final String repository = registry.host() + "/myorg/api";

    @TempDir
    Path temp;

    private Digest digest;

    @BeforeEach
    void a_component() throws IOException {
        ComponentConfig config = ComponentConfig.of("v1", "api", "");
        digest = artifacts.push(repository + ":v1", artifacts.build(Main.sample(temp.resolve("component")), config));
    }

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    @Test
    void a_corrupt_layer_is_refused_and_leaves_no_file() {
        registry.faults().add(Fault.corrupt(100).method("GET").path("*/blobs/*"));

        for (String reference : new String[] {repository + ":v1", repository + "@" + digest}) {
            assertThatExceptionOfType(ContentMismatchException.class)
                    .isThrownBy(() -> artifacts.pull(reference, temp.resolve("out")));
            assertThat(temp.resolve("out")).isEmptyDirectory();
        }
    }

    @Test
    void a_corrupt_config_is_refused() {
        registry.faults().add(Fault.corrupt(3).method("GET").path("*/blobs/*"));

        assertThatExceptionOfType(ContentMismatchException.class)
                .isThrownBy(() -> artifacts.config(repository + ":v1"));
    }

    @Test
    void a_manifest_with_another_digest_is_refused() {
        registry.faults().add(Fault.corrupt(40).method("GET").path("*/manifests/*"));

        assertThatExceptionOfType(ContentMismatchException.class)
                .isThrownBy(() -> artifacts.pull(repository + "@" + digest, temp.resolve("out")));
    }

    @Test
    void a_registry_failure_does_not_mean_a_missing_artifact() {
        registry.faults().add(Fault.status(500));

        assertThatExceptionOfType(UnreachableException.class).isThrownBy(() -> artifacts.exists(repository + ":v1"));
    }

    @Test
    void denied_access_does_not_mean_a_missing_artifact() {
        registry.faults().add(Fault.status(403));

        assertThatExceptionOfType(DeniedException.class).isThrownBy(() -> artifacts.exists(repository + ":v1"));
    }
}
