package dev.portolan.examples.analysiscache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portolan.OciClient;
import dev.portolan.artifact.PackedArtifact;
import dev.portolan.artifact.StoredArtifact;
import dev.portolan.content.Content;
import dev.portolan.copy.CopyResult;
import dev.portolan.error.NotFoundException;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.http.HttpTransport;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots in a registry, whichever a subclass starts. */
abstract class CacheRegistryTest {
    private static final List<String> TAGS = List.of("2026-02-08", "latest", "weekly");

    @TempDir
    Path temp;

    private final Requests requests = new Requests();
    private OciClient client;
    private CacheRegistry caches;
    private Path export;
    private PackedArtifact snapshot;
    private String repository;

    /** The registry, {@code host:port}. */
    abstract String host();

    @BeforeEach
    void a_snapshot(TestInfo test) throws IOException {
        client = OciClient.of(
                HttpTransport.builder().listener(requests).build(),
                LayoutTransport.create(),
                OciArchiveTransport.create());
        caches = new CacheRegistry(client);
        export = SampleExport.write(temp.resolve("export"));
        snapshot = new SnapshotPacker("0.9.1", Clock.systemUTC()).pack(export);
        repository = "org/" + test.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private CopyResult push() {
        return caches.push(host(), repository, TAGS, snapshot.manifest().bytes(), snapshot.blobs());
    }

    @Test
    void blobs_are_pushed_first_then_the_manifest_under_every_tag() {
        push();

        List<String> writes = requests.take().stream()
                .filter(request -> request.startsWith("P"))
                .toList();
        int blobs = writes.size() - TAGS.size();
        assertThat(writes.subList(0, blobs))
                .allMatch(request -> request.contains("/blobs/uploads/"))
                .filteredOn(request -> request.startsWith("POST"))
                .hasSize(3);
        assertThat(writes.subList(blobs, writes.size()))
                .containsExactlyElementsOf(TAGS.stream()
                        .map(tag -> "PUT /v2/" + repository + "/manifests/" + tag)
                        .toList());
        assertThat(client.at(host() + "/" + repository).tags())
                .extracting(Tag::value)
                .containsExactlyInAnyOrderElementsOf(TAGS);
    }

    @Test
    void the_manifest_is_stored_unchanged() {
        byte[] spaced = ("\n " + new String(snapshot.manifest().bytes(), UTF_8) + " \n").getBytes(UTF_8);

        caches.push(host(), repository, TAGS, spaced, snapshot.blobs());

        for (String tag : TAGS) {
            assertThat(caches.pullManifest(host(), repository, tag).bytes()).isEqualTo(spaced);
        }
    }

    @Test
    void a_manifest_is_pulled_by_tag_and_by_digest() {
        Digest digest = push().root().digest();

        assertThat(caches.pullManifest(host(), repository, "latest").digest()).isEqualTo(digest);
        assertThat(caches.pullManifest(host(), repository, digest.toString()).bytes())
                .isEqualTo(snapshot.manifest().bytes());
    }

    @Test
    void a_blob_is_pulled_byte_for_byte() throws IOException {
        push();

        for (Descriptor blob : snapshot.manifest().children()) {
            byte[] pulled = caches.pullBlob(host(), repository, blob.digest().toString());

            assertThat(Digest.sha256(pulled)).isEqualTo(blob.digest());
        }
    }

    @Test
    void missing_content_is_not_found() {
        push();
        String missing = Digest.sha256("missing".getBytes(UTF_8)).toString();

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> caches.pullManifest(host(), repository, "2025-01-01"));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> caches.pullBlob(host(), repository, missing));
    }

    @Test
    void an_existing_blob_is_not_uploaded_again() throws IOException {
        push();
        requests.take();
        byte[] changed = "{\"entry_count\": 1}".getBytes(UTF_8);
        Descriptor layer = Descriptor.of(CacheFormat.CACHE_MANIFEST_MEDIA_TYPE, changed);
        Descriptor unchanged = snapshot.manifest().layers().get(1);
        ImageManifest next = ImageManifest.builder()
                .config(snapshot.manifest().config())
                .layer(layer)
                .layer(unchanged)
                .build();

        caches.push(host(), repository, List.of("next"), next.bytes(), Map.of(layer.digest(), Content.of(changed)));

        assertThat(requests.take())
                .filteredOn(request -> request.startsWith("POST"))
                .hasSize(1);
    }

    @Test
    void a_pushed_snapshot_is_pulled_and_unpacked_unchanged() {
        push();

        unpack(host() + "/" + repository + ":weekly", temp.resolve("out"));

        assertSameFiles(temp.resolve("out"));
    }

    @Test
    void a_snapshot_crosses_an_air_gap_in_one_tar() {
        String layout = "oci-layout:" + temp.resolve("layout") + ":2026-02-08";
        String tar = "oci-archive:" + temp.resolve("carried.tar") + ":2026-02-08";
        client.at(layout).push(snapshot);
        client.copy(layout, tar);
        assertThat(requests.take()).isEmpty();

        client.copy(tar, host() + "/" + repository + ":2026-02-08");
        unpack(host() + "/" + repository + ":2026-02-08", temp.resolve("from-registry"));
        unpack(tar, temp.resolve("from-tar"));

        assertSameFiles(temp.resolve("from-registry"));
        assertSameFiles(temp.resolve("from-tar"));
        assertThat(caches.pullManifest(host(), repository, "2026-02-08"))
                .extracting(Manifest::digest)
                .isEqualTo(snapshot.manifest().digest());
    }

    private void unpack(String where, Path directory) {
        try (StoredArtifact stored = client.at(where).artifact()) {
            SnapshotUnpacker.unpack(stored.manifest(), directory, stored::content);
        }
    }

    private void assertSameFiles(Path out) {
        assertThat(out.resolve("manifest.json")).hasSameBinaryContentAs(export.resolve("manifest.json"));
        assertThat(out.resolve("cache.jsonl.gz")).hasSameBinaryContentAs(export.resolve("cache.jsonl.gz"));
    }
}
