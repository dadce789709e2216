package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.NotFoundException;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The content that verify and gc consider referenced, in layouts with unusual media types and kinds of manifests. */
class ReferencedContentTest {
    private static final GcOptions NO_GRACE =
            GcOptions.builder().grace(Duration.ZERO).build();
    private static final GcOptions UNTAGGED =
            NO_GRACE.toBuilder().untagged(true).build();

    @TempDir
    Path folder;

    private LayoutRepository layout;
    private ImageManifest image;
    private final List<String> entries = new ArrayList<>();

    @BeforeEach
    void fill() {
        layout = LayoutRepository.at(folder);
        image = Samples.artifact(layout, Samples.text("layer"));
        Samples.blob(layout, image.bytes());
    }

    private Descriptor document(String mediaType, String json) {
        return Samples.blob(layout, Samples.text(json.replace('\'', '"'))).withMediaType(mediaType);
    }

    private static String json(Descriptor descriptor) {
        return "{'mediaType':'" + descriptor.mediaType() + "','digest':'" + descriptor.digest() + "','size':"
                + descriptor.size() + "}";
    }

    private Descriptor put(Manifest manifest) {
        return Samples.blob(layout, manifest.bytes()).withMediaType(manifest.mediaType());
    }

    /** Adds an entry to index.json; without a name when it is empty. */
    private void list(Descriptor entry, String name) throws IOException {
        String annotations =
                name.isEmpty() ? "" : ",'annotations':{'org.opencontainers.image.ref.name':'" + name + "'}";
        entries.add(json(entry).replace("}", annotations + "}"));
        String index = "{'schemaVersion':2,'manifests':[" + String.join(",", entries) + "]}";
        Files.writeString(folder.resolve("index.json"), index.replace('\'', '"'));
    }

    private void nothing_goes() throws IOException {
        Descriptor lost = Samples.blob(layout, Samples.text("lost"));
        assertThat(layout.verify().findings()).isEmpty();
        assertThat(layout.gc(NO_GRACE).removed()).containsExactly(lost.digest());
        assertThat(layout.verify().findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "application/json", "", "text/plain"})
    void an_entry_of_a_generic_media_type_is_followed(String mediaType) throws Exception {
        list(image.descriptor().withMediaType(mediaType), "v1");

        nothing_goes();
        assertThat(layout.verify().blobs()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "application/json", ""})
    void a_child_of_an_index_of_a_generic_media_type_is_followed(String mediaType) throws Exception {
        list(
                put(ImageIndex.builder()
                        .manifest(image.descriptor().withMediaType(mediaType))
                        .build()),
                "v1");

        nothing_goes();
    }

    @Test
    void a_layer_that_is_listed_later_as_a_manifest_is_followed() throws Exception {
        ImageManifest bundle = ImageManifest.builder()
                .config(Samples.blob(layout, Samples.text("{}")))
                .layer(image.descriptor().bare().withMediaType("application/x"))
                .build();
        list(put(bundle), "bundle");
        list(image.descriptor(), "image");

        nothing_goes();
    }

    @Test
    void a_digest_that_is_both_a_config_and_a_manifest_is_followed() throws Exception {
        ImageManifest other = ImageManifest.builder()
                .config(image.descriptor().bare().withMediaType("application/x"))
                .build();
        list(
                put(ImageIndex.builder()
                        .manifest(put(other))
                        .manifest(image.descriptor())
                        .build()),
                "v1");

        nothing_goes();
    }

    @ParameterizedTest
    @CsvSource({"application/vnd.oci.image.layer.v1.tar,", "application/octet-stream,", "application/x,"})
    void an_index_that_lists_a_digest_under_two_media_types_is_followed(String first) throws Exception {
        Descriptor manifest = image.descriptor();
        list(
                put(ImageIndex.builder()
                        .manifest(manifest.withMediaType(first))
                        .manifest(manifest)
                        .build()),
                "v1");

        nothing_goes();
    }

    @Test
    void an_index_json_that_lists_a_digest_under_two_media_types_is_followed() throws Exception {
        list(image.descriptor().withMediaType("application/vnd.oci.image.layer.v1.tar"), "blob");
        list(image.descriptor(), "image");

        nothing_goes();
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.oci.artifact.manifest.v1+json, {'artifactType':'a/b'%s'blobs':[BLOB]}",
        "application/vnd.cncf.oras.artifact.manifest.v1+json, {'blobs':[BLOB]%s'subject':IMAGE}",
        "application/vnd.docker.distribution.manifest.v1+prettyjws, {'schemaVersion':1%s'fsLayers':[{'blobSum':'DIGEST'}]}",
        "application/vnd.docker.distribution.manifest.v1+json, {'schemaVersion':1%s'fsLayers':[{'blobSum':'DIGEST'}]}",
        "application/vnd.example.index.v2+json, {'manifests':[IMAGE]%s'extra':BLOB}",
        "application/vnd.example.manifest, {'parts':{'a':['DIGEST'%s'b']}}",
        "application/octet-stream, {'schemaVersion':1%s'fsLayers':[{'blobSum':'DIGEST'}]}",
    })
    void a_tagged_manifest_of_an_unknown_kind_keeps_the_blobs_it_names(String mediaType, String json) throws Exception {
        list(image.descriptor(), "image");
        Descriptor blob = Samples.blob(layout, Samples.text("payload"));
        list(
                document(
                        mediaType,
                        json.replace("%s", ",")
                                .replace("BLOB", json(blob))
                                .replace("IMAGE", json(image.descriptor()))
                                .replace("DIGEST", blob.digest().toString())),
                "v1");

        nothing_goes();
        assertThat(layout.stat(blob.digest())).isPresent();
    }

    @Test
    void a_manifest_of_an_unknown_kind_in_an_index_keeps_the_blobs_it_names() throws Exception {
        Descriptor blob = Samples.blob(layout, Samples.text("payload"));
        Descriptor artifact =
                document("application/vnd.cncf.oras.artifact.manifest.v1+json", "{'blobs':[" + json(blob) + "]}");
        list(
                put(ImageIndex.builder()
                        .manifest(artifact)
                        .manifest(image.descriptor())
                        .build()),
                "v1");

        nothing_goes();
    }

    @Test
    void blobs_listed_by_an_unknown_kind_are_verified() throws Exception {
        Descriptor blob = Descriptor.of("text/plain", Samples.text("missing"));
        list(document("application/vnd.cncf.oras.artifact.manifest.v1+json", "{'blobs':[" + json(blob) + "]}"), "v1");

        assertThat(layout.verify().findings())
                .extracting(Finding::subject)
                .containsExactly(blob.digest().toString());
    }

    @Test
    void a_layer_that_is_a_manifest_does_not_need_its_references() throws Exception {
        ImageManifest elsewhere = ImageManifest.builder()
                .layer(Descriptor.of("application/x", Samples.text("elsewhere")))
                .build();
        Samples.blob(layout, elsewhere.bytes());
        ImageManifest bundle = ImageManifest.builder()
                .config(Samples.blob(layout, Samples.text("{}")))
                .layer(elsewhere.descriptor())
                .build();
        list(put(bundle), "v1");
        list(image.descriptor(), "image");

        nothing_goes();
    }

    @Test
    void a_layer_that_is_a_manifest_keeps_its_existing_references() throws Exception {
        ImageManifest bundle = ImageManifest.builder()
                .config(Samples.blob(layout, Samples.text("{}")))
                .layer(image.descriptor())
                .build();
        list(put(bundle), "v1");

        nothing_goes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/octet-stream", "text/plain"})
    void a_layer_that_is_a_manifest_under_another_media_type_keeps_what_is_there_of_it(String mediaType)
            throws Exception {
        ImageManifest bundle = ImageManifest.builder()
                .config(Samples.blob(layout, Samples.text("{}")))
                .layer(image.descriptor().withMediaType(mediaType))
                .build();
        list(put(bundle), "v1");

        nothing_goes();
    }

    @ParameterizedTest
    @ValueSource(strings = {MediaTypes.LAYER_TAR_GZIP, MediaTypes.IMAGE_CONFIG})
    void an_entry_that_is_a_manifest_under_the_media_type_of_a_blob_keeps_what_it_names(String mediaType)
            throws Exception {
        list(image.descriptor().withMediaType(mediaType), "v1");

        nothing_goes();
    }

    @Test
    void a_layer_that_only_mentions_a_digest_does_not_keep_it() throws Exception {
        Descriptor lost = Samples.blob(layout, Samples.text("mentioned"));
        ImageManifest report = ImageManifest.builder()
                .config(Samples.blob(layout, Samples.text("{}")))
                .layer(document("application/json", "{'about':'" + lost.digest() + "'}"))
                .build();
        list(put(report), "v1");
        list(image.descriptor(), "image");

        assertThat(layout.gc(NO_GRACE).removed()).containsExactly(lost.digest());
    }

    @Test
    void an_index_json_without_a_list_of_manifests_is_refused() throws Exception {
        Files.writeString(folder.resolve("index.json"), "{\"schemaVersion\":2}");

        assertThatThrownBy(() -> layout.gc(NO_GRACE))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("it has no list of manifests");
        assertThat(layout.stat(image.digest())).isPresent();
    }

    @Test
    void an_entry_whose_blob_is_lost_can_be_deleted_and_untagged() throws Exception {
        Descriptor lost = image.descriptor().bare();
        list(lost, "v1");
        Files.delete(folder.resolve("blobs/sha256").resolve(lost.digest().hex()));
        layout.untag(Tag.of("v1"));
        assertThat(layout.entries()).isEmpty();

        list(lost, "v2");
        layout.deleteManifest(lost.digest());
        assertThat(layout.entries()).isEmpty();
        assertThatThrownBy(() -> layout.deleteManifest(lost.digest())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void a_subject_is_kept_for_its_referrer() throws Exception {
        ImageManifest signature = Samples.referrer(layout, image.descriptor(), "application/signature");
        list(put(signature), "sig");

        nothing_goes();
    }

    @Test
    void the_subject_of_a_subject_is_kept() throws Exception {
        Descriptor signature = put(Samples.referrer(layout, image.descriptor(), "application/signature"));
        list(put(Samples.referrer(layout, signature, "application/countersignature")), "sig");

        nothing_goes();
    }

    @Test
    void a_subject_of_an_unknown_kind_keeps_what_it_mentions() throws Exception {
        Descriptor part = Samples.blob(layout, Samples.text("part"));
        Descriptor subject = document("application/vnd.example.manifest", "{'parts':['" + part.digest() + "']}");
        list(put(Samples.referrer(layout, subject, "application/signature")), "sig");
        list(image.descriptor(), "image");

        nothing_goes();
    }

    @Test
    void content_of_an_index_that_may_be_elsewhere_is_followed_if_it_is_here() throws Exception {
        List<String> urls = List.of("https://example.com/blob");
        list(
                put(ImageIndex.builder()
                        .manifest(image.descriptor()
                                .withMediaType("application/octet-stream")
                                .withUrls(urls))
                        .manifest(Descriptor.of("application/octet-stream", Samples.text("elsewhere"))
                                .withUrls(urls))
                        .build()),
                "v1");

        nothing_goes();
        assertThat(layout.verify().blobs()).isEqualTo(2);
    }

    @Test
    void a_large_blob_that_is_not_referenced_is_removed() throws Exception {
        list(image.descriptor(), "image");
        Descriptor lost = Samples.blob(layout, new byte[Manifest.LARGEST + 1]);

        assertThat(layout.gc(NO_GRACE).removed()).containsExactly(lost.digest());
    }

    @Test
    void a_layer_of_gigabytes_is_not_read_even_if_it_begins_like_a_manifest() throws Exception {
        Descriptor layer = Descriptor.of("application/x", Digest.sha256(Samples.text("large")), 5L << 30);
        Path file = folder.resolve("blobs/sha256").resolve(layer.digest().hex());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(Samples.text("{")));
            channel.write(ByteBuffer.allocate(1), layer.size() - 1);
        }
        list(put(ImageManifest.builder().layer(layer).build()), "v1");
        list(image.descriptor(), "image");

        assertThat(layout.gc(NO_GRACE).removed()).isEmpty();
    }

    @Test
    void untagged_manifests_of_unknown_kinds_are_removed_with_their_blobs() throws Exception {
        Descriptor blob = Samples.blob(layout, Samples.text("payload"));
        Descriptor artifact =
                document("application/vnd.cncf.oras.artifact.manifest.v1+json", "{'blobs':[" + json(blob) + "]}");
        list(image.descriptor(), "v1");
        list(artifact, "");

        assertThat(layout.gc(UNTAGGED).removed()).containsExactlyInAnyOrder(artifact.digest(), blob.digest());
    }

    @Test
    void an_entry_with_only_a_containerd_name_counts_as_tagged() throws Exception {
        list(image.descriptor(), "");
        Path index = folder.resolve("index.json");
        Files.writeString(
                index,
                Files.readString(index)
                        .replace("}]", ",\"annotations\":{\"io.containerd.image.name\":\"docker.io/library/a:1\"}}]"));

        assertThat(layout.gc(UNTAGGED).removed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/vnd.cncf.oras.artifact.manifest.v1+json", "application/octet-stream"})
    void a_recent_manifest_of_an_unknown_kind_keeps_the_blobs_it_names(String mediaType) throws Exception {
        list(image.descriptor(), "v1");
        Descriptor blob = Samples.blob(layout, Samples.text("payload"));
        Descriptor artifact = document(mediaType, "{'blobs':[" + json(blob) + "]}");
        age();
        Files.setLastModifiedTime(
                folder.resolve("blobs/sha256").resolve(artifact.digest().hex()), FileTime.from(Instant.now()));

        assertThat(layout.gc(GcOptions.defaults()).removed()).isEmpty();
    }

    private void age() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
            }
        }
    }

    @Test
    void sha512_is_followed_like_sha256() throws Exception {
        Digest digest = Digest.of(DigestAlgorithm.SHA512, image.bytes());
        Path file = folder.resolve("blobs/sha512").resolve(digest.hex());
        Files.createDirectories(file.getParent());
        Files.move(folder.resolve("blobs/sha256").resolve(image.digest().hex()), file);
        list(Descriptor.of("application/octet-stream", digest, image.bytes().length), "v1");

        nothing_goes();
    }

    @ParameterizedTest
    @CsvSource({
        "application/octet-stream, {'layers':[}",
        "application/vnd.example.artifact.manifest.v1+json, {'blobs':1%s'blobs':2}",
        "application/vnd.example.manifest.v1+cbor, binary",
    })
    void nothing_is_removed_while_the_references_of_an_entry_are_unknown(String mediaType, String text)
            throws Exception {
        list(document(mediaType, text.replace("%s", ",")), "v1");
        Descriptor lost = Samples.blob(layout, Samples.text("lost"));

        assertThatThrownBy(() -> layout.gc(NO_GRACE))
                .isInstanceOf(InvalidManifestException.class)
                .hasMessageContaining("garbage collection removed nothing")
                .hasMessageContaining("verify the layout");
        assertThat(layout.stat(lost.digest())).isPresent();
        assertThat(layout.verify().findings()).isEmpty();
    }

    @Test
    void an_entry_that_is_plain_text_references_nothing() throws Exception {
        list(document("text/plain", "hello"), "note");
        list(image.descriptor(), "v1");

        nothing_goes();
    }

    @Test
    void referrers_are_found_under_any_media_type() throws Exception {
        ImageManifest signature = Samples.referrer(layout, image.descriptor(), "application/signature");
        list(image.descriptor(), "v1");
        list(put(signature).withMediaType("application/octet-stream"), "sig");

        assertThat(layout.referrers(image.digest())).containsExactly(signature.asReferrer());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'manifests':[]}",
                "{'schemaVersion':0,'mediaType':'','manifests':null}",
                "{'schemaVersion':null,'mediaType':null,'annotations':null,'manifests':[]}",
            })
    void an_index_json_may_lack_members_that_go_omits(String json) throws Exception {
        Files.writeString(folder.resolve("index.json"), json.replace('\'', '"'), StandardCharsets.UTF_8);

        assertThat(layout.verify().findings()).isEmpty();
        assertThat(layout.tags()).isEmpty();
        layout.put(Tag.of("v1"), image);
        assertThat(layout.tags()).containsExactly(Tag.of("v1"));
    }

    @Test
    void an_entry_may_lack_its_media_type() throws Exception {
        list(image.descriptor(), "v1");
        Path index = folder.resolve("index.json");
        Files.writeString(
                index, Files.readString(index).replace("\"mediaType\":\"" + MediaTypes.IMAGE_MANIFEST + "\",", ""));

        nothing_goes();
    }
}
