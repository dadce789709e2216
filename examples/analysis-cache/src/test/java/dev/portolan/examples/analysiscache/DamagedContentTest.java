package dev.portolan.examples.analysiscache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portolan.OciClient;
import dev.portolan.artifact.PackedArtifact;
import dev.portolan.artifact.StoredArtifact;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.http.HttpTransport;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that hands out other bytes than it was given. */
class DamagedContentTest {
    private final RegistryServer registry = RegistryServer.start();
    private final OciClient client = OciClient.of(HttpTransport.create());
    private final CacheRegistry caches = new CacheRegistry(client);

    @TempDir
    Path temp;

    private PackedArtifact snapshot;

    @BeforeEach
    void a_published_snapshot() throws IOException {
        snapshot = new SnapshotPacker("0.9.1", Clock.systemUTC()).pack(SampleExport.write(temp.resolve("export")));
        client.at(registry.host() + "/lei-cache:latest").push(snapshot);
    }

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    @Test
    void a_manifest_pulled_by_digest_is_verified() {
        registry.faults().add(Fault.corrupt(20).method("GET").path("*/manifests/*"));

        assertThatExceptionOfType(ContentMismatchException.class)
                .isThrownBy(() -> caches.pullManifest(
                        registry.host(),
                        "lei-cache",
                        snapshot.manifest().digest().toString()));
    }

    @Test
    void a_blob_is_verified() {
        registry.faults().add(Fault.corrupt(20).method("GET").path("*/blobs/*"));

        assertThatExceptionOfType(ContentMismatchException.class)
                .isThrownBy(() -> caches.pullBlob(
                        registry.host(),
                        "lei-cache",
                        snapshot.manifest().layers().get(1).digest().toString()));
    }

    @Test
    void nothing_damaged_is_unpacked() {
        registry.faults().add(Fault.corrupt(20).method("GET").path("*/blobs/*"));
        Path out = temp.resolve("out");

        try (StoredArtifact stored =
                client.at(registry.host() + "/lei-cache:latest").artifact()) {
            assertThatExceptionOfType(ContentMismatchException.class)
                    .isThrownBy(() -> SnapshotUnpacker.unpack(stored.manifest(), out, stored::content));
        }
        assertThat(out).isEmptyDirectory();
    }
}
