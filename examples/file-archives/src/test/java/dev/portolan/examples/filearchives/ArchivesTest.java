package dev.portolan.examples.filearchives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portolan.OciClient;
import dev.portolan.archive.ArchiveFormat;
import dev.portolan.archive.ArchiveLimits;
import dev.portolan.archive.ArchiveManifest;
import dev.portolan.archive.ExtractOptions;
import dev.portolan.archive.FileArchive;
import dev.portolan.archive.FileArchives;
import dev.portolan.archive.PullOptions;
import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.Layer;
import dev.portolan.cache.MemoryContentCache;
import dev.portolan.error.LimitExceededException;
import dev.portolan.http.HttpTransport;
import dev.portolan.model.Annotations;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** File archives in a registry, whichever a subclass starts. */
abstract class ArchivesTest {
    @TempDir
    Path temp;

    private final Requests requests = new Requests();
    private OciClient client;
    private OciClient cachingClient;
    private FileArchives plain;
    private Archives archives;
    private Path source;
    private String reference;

    /** The registry, {@code host:port}. */
    abstract String host();

    @BeforeEach
    void a_directory(TestInfo test) throws IOException {
        client = OciClient.of(HttpTransport.builder().listener(requests).build());
        cachingClient = requests.cachingClient();
        plain = FileArchives.of(client);
        archives = new Archives(plain);
        source = Main.sample(temp.resolve("src"));
        reference = host() + "/myorg/" + test.getTestMethod().orElseThrow().getName() + ":v1.0.0";
    }

    @AfterEach
    void close() {
        plain.close();
        cachingClient.close();
        client.close();
    }

    @Test
    void a_pushed_archive_is_read_and_extracted() throws IOException {
        archives.push(source, reference);

        assertThat(archives.read(reference, "config.json")).isEqualTo("{\"name\": \"demo\"}\n");
        try (FileArchive archive = plain.pull(reference)) {
            archive.extract(temp.resolve("out"), ExtractOptions.defaults());
        }
        assertThat(temp.resolve("out/docs/page-7.md")).hasSameBinaryContentAs(source.resolve("docs/page-7.md"));
    }

    @Test
    void several_tags_name_the_same_digest() {
        Digest digest = archives.push(source, reference, "latest", "stable");

        for (String tag : new String[] {"v1.0.0", "latest", "stable"}) {
            assertThat(plain.fetch(reference.replace("v1.0.0", tag)).digest()).isEqualTo(digest);
        }
    }

    @Test
    void annotations_are_stored_with_the_creation_time() {
        Instant before = Instant.now().minusSeconds(1);

        archives.push(source, reference, Map.of("org.opencontainers.image.revision", "abc123"));

        ArchiveManifest manifest = plain.fetch(reference);
        assertThat(manifest.annotations()).containsEntry("org.opencontainers.image.revision", "abc123");
        assertThat(manifest.created())
                .hasValueSatisfying(created ->
                        assertThat(created).isBetween(before, Instant.now().plusSeconds(1)));
    }

    @Test
    void a_creation_time_from_the_user_takes_precedence() {
        archives.push(source, reference, Map.of(Annotations.CREATED, "2026-01-02T03:04:05Z"));

        assertThat(plain.fetch(reference).created()).contains(Instant.parse("2026-01-02T03:04:05Z"));
    }

    @Test
    void a_file_costs_a_manifest_an_index_and_one_range() {
        archives.push(source, reference);
        requests.take();

        archives.read(reference, "docs/page-7.md");

        long received = requests.received();
        assertThat(requests.take()).hasSize(3).allMatch(request -> request.startsWith("GET"));
        ArchiveManifest manifest = plain.fetch(reference);
        assertThat(received)
                .isLessThan(manifest.manifest().descriptor().size()
                        + manifest.index().size()
                        + 100);
    }

    @Test
    void a_directory_costs_a_manifest_an_index_and_one_range() {
        archives.push(source, reference);
        requests.take();

        try (FileArchive archive = plain.pull(reference)) {
            archive.extract("docs", temp.resolve("out"), ExtractOptions.defaults());
        }

        assertThat(requests.take()).hasSize(3);
        assertThat(temp.resolve("out")).isDirectoryRecursivelyContaining("glob:**/page-199.md");
    }

    @Test
    void custom_limits_are_enforced() {
        archives.push(source, reference);

        assertThat(archives.readWithLimits(reference, "config.json")).isNotEmpty();
        assertLimited(ArchiveLimits.defaults().withMaxIndexSize(100), "maxIndexSize");
        assertLimited(ArchiveLimits.defaults().withMaxFiles(10), "maxFiles");
        assertLimited(ArchiveLimits.defaults().withMaxFileSize(10), "maxFileSize");
    }

    private void assertLimited(ArchiveLimits limits, String name) {
        PullOptions options = PullOptions.defaults().withLimits(limits);
        assertThatExceptionOfType(LimitExceededException.class)
                .isThrownBy(() -> {
                    try (FileArchive archive = plain.pull(reference, options)) {
                        archive.read("config.json");
                    }
                })
                .withMessageContaining("raise " + name);
    }

    @Test
    void fetching_costs_one_request_and_returns_digest_and_sizes() {
        Digest digest = archives.push(source, reference);
        requests.take();

        assertThat(archives.describe(reference))
                .contains("Digest: " + digest)
                .containsPattern("Index size: [1-9]\\d* bytes")
                .containsPattern("Data size: [1-9]\\d* bytes");

        assertThat(requests.take()).singleElement().asString().startsWith("GET").contains("/manifests/");
    }

    @Test
    void a_tag_is_created_and_moved() throws IOException {
        Digest first = archives.push(source, reference);
        archives.tag(reference, reference.replace("v1.0.0", "latest"));
        assertThat(plain.fetch(reference.replace("v1.0.0", "latest")).digest()).isEqualTo(first);

        Files.writeString(source.resolve("main.txt"), "another main file\n");
        Digest second = archives.push(source, reference.replace("v1.0.0", "v2.0.0"));
        archives.tag(reference.replace("v1.0.0", "v2.0.0"), reference.replace("v1.0.0", "latest"));

        assertThat(plain.fetch(reference.replace("v1.0.0", "latest")).digest())
                .isEqualTo(second)
                .isNotEqualTo(first);
    }

    @Test
    void failures_can_be_told_apart() {
        archives.push(source, reference);
        pushOther("image", Artifact.builder().type("application/vnd.example.v1"));
        pushOther("no-index", archive().layer(Layer.of("data", ArchiveFormat.DATA_TYPE, new byte[] {1})));
        pushOther("no-data", archive().layer(Layer.of("index", ArchiveFormat.INDEX_TYPE, new byte[] {1})));

        assertThat(archives.explain(reference)).isEqualTo("an archive of 203 files");
        assertThat(archives.explain(tag("missing"))).startsWith("archive not found");
        assertThat(archives.explain("Not A RegistryReference")).startsWith("invalid reference");
        assertThat(archives.explain(tag("image"))).startsWith("not a file archive");
        assertThat(archives.explain(tag("no-index"))).startsWith("an archive without an index");
        assertThat(archives.explain(tag("no-data"))).startsWith("an archive without data");
    }

    private String tag(String tag) {
        return reference.replace("v1.0.0", tag);
    }

    private static Artifact.Builder archive() {
        return Artifact.builder().type(ArchiveFormat.ARTIFACT_TYPE);
    }

    private void pushOther(String tag, Artifact.Builder artifact) {
        client.push(tag(tag), artifact.build());
    }

    @Test
    void each_cache_saves_the_request_that_it_is_for() {
        archives.push(source, reference);
        try (FileArchives cached = cached()) {
            requests.take();
            new Archives(cached).read(reference, "main.txt");
            assertThat(requests.take()).hasSize(3);

            new Archives(cached).read(reference, "main.txt");
            assertThat(requests.take()).isEmpty();

            new Archives(cached).read(reference, "config.json");
            assertThat(requests.take()).hasSize(1);
        }
    }

    @Test
    void the_registry_is_asked_when_the_caches_are_skipped() throws IOException {
        try (FileArchives cached = cached()) {
            new Archives(cached).push(source, reference);
            Files.writeString(source.resolve("main.txt"), "another main file\n");
            Digest digest = archives.push(source, reference);

            assertThat(new Archives(cached).read(reference, "main.txt")).isEqualTo("the main file\n");
            assertThat(new Archives(cached).fetchFresh(reference).digest()).isEqualTo(digest);
            assertThat(new Archives(cached).readFresh(reference, "main.txt")).isEqualTo("another main file\n");
        }
    }

    @Test
    void pushing_and_tagging_update_the_tag_cache() throws IOException {
        try (FileArchives cached = cached()) {
            Archives own = new Archives(cached);
            own.push(source, reference, "latest");
            own.read(tag("latest"), "main.txt");
            Files.writeString(source.resolve("main.txt"), "another main file\n");

            own.push(source, reference);
            assertThat(own.read(reference, "main.txt")).isEqualTo("another main file\n");
            assertThat(own.read(tag("latest"), "main.txt")).isEqualTo("the main file\n");

            own.tag(reference, tag("latest"));
            assertThat(own.read(tag("latest"), "main.txt")).isEqualTo("another main file\n");
        }
    }

    private FileArchives cached() {
        return FileArchives.builder(cachingClient::open)
                .contentCache(new MemoryContentCache(8 << 20))
                .build();
    }
}
