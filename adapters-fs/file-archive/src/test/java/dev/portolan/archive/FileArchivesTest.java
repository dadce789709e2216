package dev.portolan.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.archive.pack.ArchivePacker;
import dev.portolan.archive.pack.PackedArchive;
import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.DeniedException;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.NotFoundException;
import dev.portolan.fs.pack.Compression;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.TransferListener;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileArchivesTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.89Z");
    private static final PullOptions DEFAULTS = PullOptions.defaults();

    private final Fixture fixture = new Fixture();
    private final RecordingRepository repository = fixture.repository;
    private final FileArchives archives =
            fixture.archives().clock(Clock.fixed(NOW, ZoneOffset.UTC)).build();

    @TempDir
    Path temporary;

    // ---- push

    @Test
    void a_pushed_archive_has_the_manifest_of_the_format() {
        PackedArchive packed = pack();
        Descriptor pushed = archives.push(Fixture.PLACE, packed).root();
        ImageManifest manifest = (ImageManifest) repository.manifest(Fixture.V1).orElseThrow();
        assertThat(manifest.digest()).isEqualTo(pushed.digest());
        assertThat(manifest.artifactType()).contains("application/vnd.meigma.blob.v1");
        assertThat(manifest.config().bare()).isEqualTo(Descriptor.empty().bare());
        assertThat(manifest.layers()).containsExactly(packed.index(), packed.data());
        assertThat(manifest.annotations()).containsExactly(Map.entry(Annotations.CREATED, "2026-03-04T05:06:07Z"));
    }

    @Test
    void more_tags_name_the_same_manifest_and_are_set_after_the_content() {
        archives.push(Fixture.PLACE, pack(), PushOptions.defaults().withTags("latest", "stable"));
        assertThat(List.of("v1", "latest", "stable"))
                .extracting(tag -> repository.resolve(Tag.of(tag)).orElseThrow().digest())
                .containsOnly(archives.fetch(Fixture.PLACE).digest());
        List<String> requests = repository.requests();
        assertThat(requests.indexOf("put v1"))
                .isGreaterThan(requests.lastIndexOf("write " + ArchiveFormat.DATA_TYPE))
                .isGreaterThan(requests.lastIndexOf("write " + ArchiveFormat.INDEX_TYPE));
    }

    @Test
    void annotations_are_stored_and_the_callers_creation_time_wins() {
        Map<String, String> annotations =
                Map.of("org.opencontainers.image.revision", "abc123", Annotations.CREATED, "2020-01-01T00:00:00Z");
        archives.push(Fixture.PLACE, pack(), PushOptions.defaults().withAnnotations(annotations));
        ArchiveManifest manifest = archives.fetch(Fixture.PLACE);
        assertThat(manifest.annotations()).containsExactlyInAnyOrderEntriesOf(annotations);
        assertThat(manifest.created()).contains(Instant.parse("2020-01-01T00:00:00Z"));
    }

    @Test
    void an_error_for_a_refused_tag_lists_the_tags_already_set() {
        repository.refuse("stable");
        assertThatThrownBy(() -> archives.push(
                        Fixture.PLACE, pack(), PushOptions.defaults().withTags("latest", "stable", "last")))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("stable")
                .hasMessageContaining("v1, latest");
        assertThat(repository.resolve(Tag.of("last"))).isEmpty();
    }

    @Test
    void existing_content_is_not_sent_again() {
        PackedArchive packed = pack();
        archives.push(Fixture.PLACE, packed);
        repository.forget();
        archives.push(
                Fixture.PLACE.withTag(Tag.of("v2")),
                packed,
                PushOptions.defaults().withAnnotations(Map.of("another", "manifest")));
        assertThat(repository.requests()).noneMatch(request -> request.startsWith("write"));
    }

    @Test
    void a_digest_cannot_be_pushed_to() {
        Reference digest = Reference.parse("registry.example.com/demo/tree@" + Digest.sha256(new byte[0]));
        assertThatThrownBy(() -> archives.push(digest, pack())).isInstanceOf(InvalidReferenceException.class);
    }

    // ---- pull

    @Test
    void a_cold_file_costs_three_requests_and_little_more_than_its_bytes() {
        fixture.push(temporary, ArchivePacker.builder().compression(Compression.ZSTD), Fixture.tree(300));
        try (FileArchive archive = archives.pull(Fixture.PLACE)) {
            archive.read("large/compressible");
            assertThat(repository.requests()).hasSize(3);
            assertThat(repository.requests().subList(0, 2)).containsExactly("manifest v1", "blob");
            ArchiveManifest manifest = archive.manifest().orElseThrow();
            ArchiveEntry file = archive.stat("large/compressible").orElseThrow();
            assertThat(repository.bytes()).isLessThan(manifest.index().size() + file.storedSize() + 20_000);
        }
    }

    @Test
    void an_archive_is_pulled_by_its_digest() {
        fixture.golden("none");
        Digest digest = archives.fetch(Fixture.PLACE).digest();
        try (FileArchive archive = archives.pull(Reference.parse("registry.example.com/demo/tree@" + digest))) {
            assertThat(archive.readString("a.txt")).isEqualTo("hello\n");
        }
    }

    @Test
    void an_archive_is_pulled_from_any_source() {
        fixture.golden("none");
        try (FileArchive archive = archives.pull(repository, Fixture.V1, DEFAULTS)) {
            assertThat(archive.readString("a/x")).isEqualTo("inside a\n");
        }
    }

    @Test
    void layers_are_read_in_either_order() {
        fixture.golden("none");
        ImageManifest manifest = (ImageManifest) repository.manifest(Fixture.V1).orElseThrow();
        putLayers(manifest.layers().get(1), manifest.layers().get(0));
        try (FileArchive archive = archives.pull(Fixture.PLACE)) {
            assertThat(archive.readString("a.txt")).isEqualTo("hello\n");
        }
    }

    @Test
    void a_missing_archive_is_not_found() {
        assertThatThrownBy(() -> archives.pull(Fixture.PLACE))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("registry.example.com/demo/tree: tag v1 not found");
    }

    @Test
    void an_artifact_of_another_type_is_not_an_archive() {
        repository.write(Descriptor.empty(), Content.of("{}".getBytes()));
        repository.put(
                Fixture.V1,
                ImageManifest.builder().artifactType("application/x").build());
        assertThatThrownBy(() -> archives.pull(Fixture.PLACE))
                .isExactlyInstanceOf(InvalidManifestException.class)
                .hasMessageContaining("application/x");
    }

    @Test
    void a_list_of_manifests_is_not_an_archive() {
        repository.put(Fixture.V1, ImageIndex.builder().manifests(List.of()).build());
        assertThatThrownBy(() -> archives.fetch(Fixture.PLACE)).isExactlyInstanceOf(InvalidManifestException.class);
    }

    @Test
    void an_archive_without_an_index_is_reported() {
        putLayers(layer(ArchiveFormat.DATA_TYPE));
        assertThatThrownBy(() -> archives.pull(Fixture.PLACE)).isInstanceOf(MissingIndexException.class);
    }

    @Test
    void an_archive_without_data_is_reported() {
        putLayers(layer(ArchiveFormat.INDEX_TYPE));
        assertThatThrownBy(() -> archives.pull(Fixture.PLACE)).isInstanceOf(MissingDataException.class);
    }

    @Test
    void a_third_layer_or_a_duplicate_is_refused() {
        putLayers(layer(ArchiveFormat.INDEX_TYPE), layer(ArchiveFormat.DATA_TYPE), layer("application/x"));
        assertThatThrownBy(() -> archives.pull(Fixture.PLACE)).isExactlyInstanceOf(InvalidManifestException.class);
        putLayers(layer(ArchiveFormat.INDEX_TYPE), layer(ArchiveFormat.DATA_TYPE), layer(ArchiveFormat.DATA_TYPE));
        assertThatThrownBy(() -> archives.pull(Fixture.PLACE)).isExactlyInstanceOf(InvalidManifestException.class);
    }

    @Test
    void an_index_larger_than_the_limit_is_refused_by_name_and_not_downloaded() {
        fixture.golden("none");
        PullOptions options = DEFAULTS.withLimits(ArchiveLimits.defaults().withMaxIndexSize(100));
        assertThatThrownBy(() -> archives.pull(Fixture.PLACE, options))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("maxIndexSize");
        assertThat(repository.requests()).containsExactly("manifest v1");
    }

    @Test
    void more_files_than_the_limit_are_refused_by_name() {
        fixture.golden("none");
        PullOptions options = DEFAULTS.withLimits(ArchiveLimits.defaults().withMaxFiles(8));
        assertThatThrownBy(() -> archives.pull(Fixture.PLACE, options))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("maxFiles");
    }

    @Test
    void a_malformed_index_is_refused() {
        fixture.put(new byte[] {1, 2, 3}, new byte[0]);
        assertThatThrownBy(() -> archives.pull(Fixture.PLACE)).isInstanceOf(InvalidArchiveException.class);
    }

    @Test
    void an_index_for_other_data_is_refused() {
        fixture.put(GoldenArchives.index("none"), GoldenArchives.data("zstd"));
        assertThatThrownBy(() -> archives.pull(Fixture.PLACE)).isInstanceOf(InvalidArchiveException.class);
    }

    // ---- fetch, tag, inspect

    @Test
    void fetch_transfers_neither_index_nor_data() {
        fixture.golden("zstd");
        ArchiveManifest manifest = archives.fetch(Fixture.PLACE);
        assertThat(repository.requests()).containsExactly("manifest v1");
        assertThat(manifest.index().size()).isEqualTo(GoldenArchives.index("zstd").length);
        assertThat(manifest.data().size()).isEqualTo(GoldenArchives.data("zstd").length);
    }

    @Test
    void a_tag_is_created_and_moved_by_digest() {
        Digest first = archives.push(Fixture.PLACE, pack()).root().digest();
        Reference v2 = Fixture.PLACE.withTag(Tag.of("v2"));
        Digest second = archives.push(v2, pack(), PushOptions.defaults().withAnnotations(Map.of("second", "one")))
                .root()
                .digest();
        Reference latest = Fixture.PLACE.withTag(Tag.LATEST);
        archives.tag(latest, first);
        assertThat(archives.fetch(latest).digest()).isEqualTo(first);
        archives.tag(latest, second);
        assertThat(archives.fetch(latest).digest()).isEqualTo(second);
        assertThatThrownBy(() -> archives.tag(latest, Digest.sha256(new byte[0])))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void inspect_counts_the_contents_of_an_archive() {
        fixture.golden("zstd");
        ArchiveSummary summary = archives.inspect(Fixture.PLACE);
        assertThat(summary.files()).isEqualTo(9);
        assertThat(summary.originalSize()).isEqualTo(170967);
        assertThat(summary.directories()).isEqualTo(4);
        assertThat(summary.compressedFiles()).isGreaterThan(1);
        assertThat(repository.requests()).containsExactly("manifest v1", "blob");
    }

    @Test
    void a_listener_hears_of_transfers() {
        Map<String, Long> moved = new ConcurrentHashMap<>();
        Set<String> done = ConcurrentHashMap.newKeySet();
        TransferListener listener = new TransferListener() {
            @Override
            public void moved(Descriptor content, long bytes) {
                moved.merge(content.mediaType(), bytes, Long::sum);
            }

            @Override
            public void done(Descriptor content) {
                done.add(content.mediaType());
            }
        };
        PackedArchive packed = pack();
        try (FileArchives heard = fixture.archives().listener(listener).build()) {
            heard.push(Fixture.PLACE, packed);
            assertThat(moved)
                    .containsEntry(ArchiveFormat.DATA_TYPE, packed.data().size());
            assertThat(done).contains(ArchiveFormat.INDEX_TYPE, ArchiveFormat.DATA_TYPE);
            moved.clear();
            try (FileArchive archive = heard.pull(Fixture.PLACE)) {
                archive.read("b");
            }
            assertThat(moved)
                    .containsEntry(ArchiveFormat.INDEX_TYPE, packed.index().size())
                    .containsEntry(ArchiveFormat.DATA_TYPE, 4L);
        }
    }

    @Test
    void a_damaged_blob_in_the_repository_is_detected() {
        archives.push(Fixture.PLACE, pack());
        repository.damageAt(1);
        try (FileArchive archive = archives.pull(Fixture.PLACE)) {
            assertThatThrownBy(() -> archive.read("a")).isInstanceOf(ContentMismatchException.class);
        }
    }

    private PackedArchive pack() {
        return Fixture.pack(temporary, ArchivePacker.builder().modified(NOW), Fixture.files("a", "123", "b", "4567"));
    }

    private Descriptor layer(String type) {
        Descriptor layer = Descriptor.of(type, type.getBytes());
        fixture.put(layer, type.getBytes());
        return layer;
    }

    private void putLayers(Descriptor... layers) {
        fixture.put(Descriptor.empty(), "{}".getBytes());
        Manifest manifest = ImageManifest.builder()
                .artifactType(ArchiveFormat.ARTIFACT_TYPE)
                .layers(List.of(layers))
                .build();
        repository.put(Fixture.V1, manifest);
        repository.forget();
    }
}
