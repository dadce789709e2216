package dev.portolan.examples.analysiscache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.artifact.PackedArtifact;
import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnreachableException;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-02-05T12:00:00.123Z"), ZoneOffset.UTC);

    @TempDir
    Path temp;

    private Path export;

    @BeforeEach
    void an_export() throws IOException {
        export = SampleExport.write(temp.resolve("export"));
    }

    private PackedArtifact packed() {
        return new SnapshotPacker("0.9.1", CLOCK).pack(export);
    }

    @Test
    void a_descriptor_of_raw_bytes_has_media_type_sha256_size_and_data() {
        byte[] bytes = "hello world".getBytes(UTF_8);

        Descriptor descriptor = Descriptor.of("text/plain", bytes).withData(bytes);

        assertThat(descriptor.mediaType()).isEqualTo("text/plain");
        assertThat(descriptor.digest())
                .hasToString("sha256:b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9");
        assertThat(descriptor.size()).isEqualTo(11);
        assertThat(descriptor.data()).contains(bytes);
    }

    @Test
    void a_manifest_keeps_its_config_and_its_layers_with_their_annotations() {
        Descriptor config = Descriptor.of(CacheFormat.CONFIG_MEDIA_TYPE, "{}".getBytes(UTF_8));
        Descriptor layer = Descriptor.of(CacheFormat.CACHE_JSONL_MEDIA_TYPE, new byte[] {1, 2})
                .withAnnotation("com.example.note", "kept");

        ImageManifest built =
                ImageManifest.builder().config(config).layer(layer).build();

        ImageManifest read = (ImageManifest) Manifest.parse(built.bytes());
        assertThat(read.mediaType()).isEqualTo(CacheFormat.MANIFEST_MEDIA_TYPE);
        assertThat(read.config()).isEqualTo(config);
        assertThat(read.layers()).containsExactly(layer);
    }

    @Test
    void there_are_four_media_types_and_two_of_them_are_files() {
        assertThat(CacheFormat.MANIFEST_MEDIA_TYPE).isEqualTo("application/vnd.oci.image.manifest.v1+json");
        assertThat(CacheFormat.CONFIG_MEDIA_TYPE).isEqualTo("application/vnd.lei.cache.config.v1+json");
        assertThat(CacheFormat.fileName("application/vnd.lei.cache.manifest+json"))
                .contains("manifest.json");
        assertThat(CacheFormat.fileName("application/vnd.lei.cache.jsonl+gzip")).contains("cache.jsonl.gz");
        assertThat(CacheFormat.fileName(CacheFormat.CONFIG_MEDIA_TYPE)).isEmpty();
    }

    @Test
    void packing_gives_a_manifest_and_each_blob_by_its_digest() throws IOException {
        PackedArtifact packed = packed();

        ImageManifest manifest =
                (ImageManifest) Manifest.parse(packed.manifest().bytes());
        assertThat(manifest.layers())
                .extracting(Descriptor::mediaType)
                .containsExactly(CacheFormat.CACHE_MANIFEST_MEDIA_TYPE, CacheFormat.CACHE_JSONL_MEDIA_TYPE);
        assertThat(packed.blobs().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        manifest.children().stream().map(Descriptor::digest).toList());
        for (Map.Entry<Digest, Content> blob : packed.blobs().entrySet()) {
            assertThat(Digest.sha256(bytes(blob.getValue()))).isEqualTo(blob.getKey());
        }
        assertThat(manifest.annotations())
                .containsEntry(Annotations.CREATED, "2026-02-05T12:00:00Z")
                .containsEntry(Annotations.TITLE, "lei-cache")
                .containsKeys(Annotations.DESCRIPTION, Annotations.VENDOR);
    }

    @Test
    void the_config_describes_the_cache() throws IOException {
        PackedArtifact packed = packed();

        byte[] config = bytes(packed.blobs().get(packed.manifest().config().digest()));

        assertThat(CacheConfig.parse(config))
                .isEqualTo(new CacheConfig("0.9.1", Instant.parse("2026-02-05T12:00:00Z"), 1000, "1.0"));
        assertThat(new String(config, UTF_8))
                .contains("\"lei_version\"", "\"created\":\"2026-02-05T12:00:00Z\"")
                .contains("\"cache_entries\":1000", "\"format_version\"");
    }

    @Test
    void a_cache_manifest_without_a_count_counts_as_empty() throws IOException {
        for (String text : new String[] {"{}", "{\"entry_count\": \"many\"}", "not JSON"}) {
            Files.writeString(export.resolve("manifest.json"), text);
            PackedArtifact packed = packed();

            byte[] config = bytes(packed.blobs().get(packed.manifest().config().digest()));

            assertThat(CacheConfig.parse(config).cacheEntries()).as(text).isZero();
        }
    }

    @Test
    void a_missing_file_is_named() throws IOException {
        for (String file : new String[] {"cache.jsonl.gz", "manifest.json"}) {
            Files.delete(export.resolve(file));

            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(this::packed)
                    .withMessageContaining(export.resolve(file).toString());
        }
    }

    @Test
    void unpacking_writes_both_files_byte_for_byte() {
        PackedArtifact packed = packed();

        SnapshotUnpacker.unpack(packed.manifest(), temp.resolve("out"), packed::content);

        assertSameFiles(temp.resolve("out"));
    }

    @Test
    void layers_without_titles_are_distinguished_by_their_media_types() {
        PackedArtifact packed = packed();
        ImageManifest untitled = ImageManifest.builder()
                .config(packed.manifest().config())
                .layers(packed.manifest().layers().stream()
                        .map(Descriptor::bare)
                        .toList())
                .build();

        SnapshotUnpacker.unpack(untitled, temp.resolve("out"), packed::content);

        assertSameFiles(temp.resolve("out"));
    }

    @Test
    void content_with_another_digest_is_refused_and_not_written() {
        PackedArtifact packed = packed();
        Path out = temp.resolve("out");

        assertThatExceptionOfType(ContentMismatchException.class)
                .isThrownBy(() -> SnapshotUnpacker.unpack(
                        packed.manifest(), out, layer -> Content.of(new byte[(int) layer.size()])));
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void exceptions_of_the_function_are_passed_on() {
        UnreachableException failure = new UnreachableException(Problem.of("registry not reachable"));

        assertThatThrownBy(() -> SnapshotUnpacker.unpack(packed().manifest(), temp.resolve("out"), layer -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @Test
    void a_manifest_of_another_type_is_refused() {
        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> SnapshotUnpacker.unpack(
                        ImageManifest.builder().build(), temp.resolve("out"), layer -> Content.of(new byte[0])))
                .withMessageContaining(CacheFormat.CACHE_MANIFEST_MEDIA_TYPE);
    }

    private void assertSameFiles(Path out) {
        assertThat(out).isDirectoryContaining("glob:**/manifest.json");
        assertThat(out.resolve("manifest.json")).hasSameBinaryContentAs(export.resolve("manifest.json"));
        assertThat(out.resolve("cache.jsonl.gz")).hasSameBinaryContentAs(export.resolve("cache.jsonl.gz"));
    }

    private static byte[] bytes(Content content) throws IOException {
        try (InputStream stream = content.open()) {
            return stream.readAllBytes();
        }
    }
}
