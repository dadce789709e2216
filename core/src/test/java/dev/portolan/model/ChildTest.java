package dev.portolan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.model.Child.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChildTest {
    private static final Descriptor BLOB = Descriptor.of("application/x", bytes("blob"));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Descriptor typed(String mediaType) {
        return Descriptor.of(mediaType, bytes("blob"));
    }

    private static List<Child> in(String document) {
        return Child.of(Descriptor.of("application/vnd.unknown", bytes(document)), bytes(document), ChildTest::stat);
    }

    private static Set<Digest> mentions(String document) {
        return Child.mentions(Descriptor.of("", bytes(document)), bytes(document));
    }

    private static Optional<Descriptor> stat(Digest digest) {
        return digest.equals(BLOB.digest())
                ? Optional.of(Descriptor.of(MediaTypes.OCTET_STREAM, digest, 4))
                : Optional.empty();
    }

    private static String json(Descriptor descriptor) {
        return "{\"mediaType\":\"" + descriptor.mediaType() + "\",\"digest\":\"" + descriptor.digest() + "\",\"size\":"
                + descriptor.size() + "}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                MediaTypes.IMAGE_MANIFEST,
                MediaTypes.IMAGE_INDEX,
                MediaTypes.IMAGE_CONFIG,
                "application/octet-stream",
                ""
            })
    void a_config_and_a_layer_are_blobs_whatever_their_media_types(String mediaType) {
        ImageManifest image = ImageManifest.builder()
                .config(typed(mediaType))
                .layer(typed(mediaType))
                .build();

        assertThat(Child.of(image))
                .containsExactly(new Child(typed(mediaType), Kind.BLOB), new Child(typed(mediaType), Kind.BLOB));
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.oci.image.manifest.v1+json, MANIFEST",
        "application/vnd.oci.image.index.v1+json, MANIFEST",
        "application/vnd.docker.distribution.manifest.v2+json, MANIFEST",
        "application/vnd.docker.distribution.manifest.list.v2+json, MANIFEST",
        "application/vnd.oci.image.layer.v1.tar+zstd, BLOB",
        "application/vnd.docker.image.rootfs.diff.tar.gzip, BLOB",
        "application/vnd.oci.image.config.v1+json, BLOB",
        "application/vnd.docker.container.image.v1+json, BLOB",
        "application/vnd.oci.empty.v1+json, BLOB",
        "application/vnd.buildkit.cacheconfig.v0, EITHER",
        "application/vnd.oci.artifact.manifest.v1+json, MANIFEST",
        "application/vnd.cncf.oras.artifact.manifest.v1+json, MANIFEST",
        "application/vnd.example.manifest.v1+json, EITHER",
        "application/vnd.docker.distribution.manifest.v1+prettyjws, EITHER",
        "application/octet-stream, EITHER",
        "application/json, EITHER",
        "'', EITHER",
    })
    void the_media_type_or_the_content_decides_what_a_child_is(String mediaType, Kind kind) {
        ImageIndex index = ImageIndex.builder().manifest(typed(mediaType)).build();

        assertThat(Child.of(index)).containsExactly(new Child(typed(mediaType), kind));
    }

    @Test
    void a_child_that_is_too_large_for_a_manifest_is_a_blob() {
        Descriptor largest = Descriptor.of("", BLOB.digest(), Manifest.LARGEST);
        Descriptor larger = Descriptor.of("", BLOB.digest(), Manifest.LARGEST + 1);

        assertThat(Child.listed(largest).kind()).isEqualTo(Kind.EITHER);
        assertThat(Child.listed(larger).kind()).isEqualTo(Kind.BLOB);
    }

    @Test
    void a_manifest_is_complete_without_its_subject() {
        ImageIndex index =
                ImageIndex.builder().subject(typed(MediaTypes.IMAGE_MANIFEST)).build();

        assertThat(Child.of(index)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "application/json", "application/octet-stream", MediaTypes.IMAGE_MANIFEST})
    void content_of_a_manifest_is_read_as_a_manifest(String mediaType) {
        ImageManifest image = ImageManifest.builder().layer(BLOB).build();

        List<Child> children = Child.of(image.descriptor().withMediaType(mediaType), image.bytes(), ChildTest::stat);

        assertThat(children).isEqualTo(Child.of(image));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'mediaType':'application/vnd.oci.artifact.manifest.v1+json','blobs':[%s]}",
                "{'mediaType':'application/vnd.cncf.oras.artifact.manifest.v1+json','blobs':[%s],'subject':null}",
                "{'schemaVersion':2,'mediaType':'application/vnd.foo','config':%s,'layers':null}",
                "{'schemaVersion':7,'layers':[%s]}",
                " \n\t{'layers':[[%s]],'manifests':{}}",
            })
    void a_document_of_an_unknown_kind_requires_the_descriptors_it_lists(String document) {
        assertThat(in(document.replace('\'', '"').replace("%s", json(BLOB))))
                .containsExactly(new Child(BLOB, Kind.BLOB));
    }

    @Test
    void a_schema_1_manifest_requires_its_layers_with_their_sizes() {
        String json = "{\"schemaVersion\":1,\"fsLayers\":[{\"blobSum\":\"" + BLOB.digest() + "\"},{\"blobSum\":\""
                + Digest.sha256(bytes("missing")) + "\"},{\"blobSum\":7}]}";

        assertThat(in(json))
                .containsExactly(
                        new Child(Descriptor.of("", BLOB.digest(), 4), Kind.BLOB),
                        new Child(Descriptor.of("", Digest.sha256(bytes("missing")), 0), Kind.BLOB));
    }

    @Test
    void an_unknown_index_requires_its_manifests() {
        Descriptor manifest = typed(MediaTypes.IMAGE_MANIFEST);
        String json = "{\"mediaType\":\"application/vnd.foo.index\",\"manifests\":[" + json(manifest) + "]}";

        assertThat(in(json)).containsExactly(new Child(manifest, Kind.MANIFEST));
    }

    @Test
    void every_digest_in_a_document_is_a_mention() {
        Digest missing = Digest.sha256(bytes("missing"));
        String json =
                "{\"subject\":" + json(BLOB) + ",\"parts\":{\"first\":[\"" + missing + "\",\"sha256:12\",null,1]}}";

        assertThat(mentions(json)).containsExactly(BLOB.digest(), missing);
        assertThat(in(json)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "text", "[1]", "\u001f\u008b", "}{"})
    void content_that_is_not_a_json_object_references_nothing(String content) {
        assertThat(in(content)).isEmpty();
        assertThat(mentions(content)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"layers\":[}", "{\"a\":1,\"a\":2}"})
    void a_broken_json_object_is_an_error(String content) {
        assertThatThrownBy(() -> in(content))
                .isInstanceOf(InvalidManifestException.class)
                .hasMessageContaining("cannot tell what sha256:");
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.oci.artifact.manifest.v1+json, true",
        "application/vnd.foo.Index.v1+cbor, true",
        "application/vnd.oci.image.index.v1+json, true",
        "application/octet-stream, false",
        "'', false",
    })
    void a_media_type_may_announce_a_manifest(String mediaType, boolean announced) {
        assertThat(Child.listed(typed(mediaType)).looksLikeManifest()).isEqualTo(announced);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", " \t\n", " x"})
    void content_of_white_space_references_nothing(String content) {
        assertThat(in(content)).isEmpty();
    }

    @Test
    void white_space_before_a_document_does_not_hide_it() {
        assertThat(in(" \t\r\n{\"blobs\":[" + json(BLOB) + "]}")).containsExactly(new Child(BLOB, Kind.BLOB));
    }

    @ParameterizedTest
    @CsvSource({"-1, 4", "0, 0", "3, 3", "'\"x\"', 4"})
    void a_document_says_the_size_if_it_is_one(String size, long read) {
        String blob = "{\"digest\":\"" + BLOB.digest() + "\",\"size\":" + size + "}";

        assertThat(in("{\"blobs\":[" + blob + "]}"))
                .extracting(child -> child.descriptor().size())
                .containsExactly(read);
    }
}
