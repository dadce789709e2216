package dev.portolan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Platform;
import dev.portolan.testkit.contract.Wire.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

abstract class WireManifestTests extends WireSubject {

    WireManifestTests(DistributionContract contract) {
        super(contract);
    }

    /** 201, and the Location gives the bytes back. */
    private void assertPut(Answer answer, Manifest manifest) {
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Docker-Content-Digest"))
                .contains(manifest.digest().toString());
        assertThat(answer.header("Location")).as("Location").isPresent();
        Answer back = wire().send("GET", answer.location(), "Accept", manifest.mediaType());
        assertThat(new String(back.body(), StandardCharsets.UTF_8))
                .isEqualTo(new String(manifest.bytes(), StandardCharsets.UTF_8));
        assertThat(back.header("Content-Type")).contains(manifest.mediaType());
    }

    private ImageManifest pushedManifest() {
        ImageManifest manifest = manifest().build();
        assertPut(put(manifest.digest().toString(), manifest), manifest);
        return manifest;
    }

    @Test
    void a_manifest_is_accepted_under_several_tags_and_its_digest() {
        ImageManifest manifest = manifest().build();

        for (String reference :
                List.of("test0", "test1", "test2", manifest.digest().toString())) {
            assertPut(put(reference, manifest), manifest);
        }
    }

    @Test
    void a_manifest_with_unknown_fields_keeps_its_bytes() {
        String known = new String(manifest().build().bytes(), StandardCharsets.UTF_8);
        byte[] more = known.replaceFirst("\\{", "{\"org.example.unknown\": {\"hello\": [1, 2.5, null]},\n\t")
                .getBytes(StandardCharsets.UTF_8);
        Manifest manifest = Manifest.parse(more);

        assertPut(put("custom-fields", manifest), manifest);
    }

    @Test
    void a_manifest_without_layers_is_accepted() {
        byte[] config = fresh(30);
        ImageManifest manifest = ImageManifest.builder()
                .config(pushed(MediaTypes.IMAGE_CONFIG, config))
                .build();

        assertPut(put("no-layers", manifest), manifest);
    }

    @Test
    void a_manifest_without_a_media_type_gets_its_Content_Type() {
        byte[] bytes = new String(manifest().build().bytes(), StandardCharsets.UTF_8)
                .replace("\"mediaType\":\"" + MediaTypes.IMAGE_MANIFEST + "\",", "")
                .getBytes(StandardCharsets.UTF_8);
        Manifest manifest = Manifest.parse(bytes, MediaTypes.IMAGE_MANIFEST);

        assertPut(put("emptylayer", manifest), manifest);
    }

    @Test
    void a_manifest_with_inline_data_is_accepted() {
        byte[] config = fresh(30);
        ImageManifest manifest = manifest()
                .config(pushed(MediaTypes.IMAGE_CONFIG, config).withData(config))
                .build();

        assertPut(put("data-field", manifest), manifest);
    }

    @Test
    void non_distributable_layers_need_not_exist() {
        ImageManifest manifest = manifest()
                .layer(Descriptor.of(
                                "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
                                Digest.sha256(fresh(3)),
                                123456)
                        .withUrls(List.of("https://store.example.com/blobs/1")))
                .build();

        assertPut(put("non-distributable", manifest), manifest);
    }

    @Test
    void a_manifest_of_almost_4_MiB_is_accepted() {
        ImageManifest.Builder builder = manifest();
        for (int i = 0; i < 390; i++) {
            builder.annotation("large-annotation-" + i, "A".repeat(10000));
        }
        ImageManifest manifest = builder.build();

        assertPut(put("large-manifest", manifest), manifest);
    }

    @Test
    void a_manifest_of_more_than_4_MiB_is_413() {
        byte[] bytes = ("{\"schemaVersion\":2,\"x\":\"" + "A".repeat(Manifest.LARGEST) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        String target = wire().path("manifests/too-large");
        push(fresh(10));

        Answer known = wire().send("PUT", target, bytes, "Content-Type", MediaTypes.IMAGE_MANIFEST);
        Answer unknown = wire().stream("PUT", target, bytes, "Content-Type", MediaTypes.IMAGE_MANIFEST);

        assertThat(known.status()).isEqualTo(413);
        assertThat(unknown.status()).isEqualTo(413);
    }

    @Test
    void an_index_and_an_index_of_indexes_are_accepted() {
        ImageIndex inner = ImageIndex.builder()
                .manifest(pushedManifest().descriptor().withPlatform(Platform.of("linux", "amd64", "")))
                .manifest(pushedManifest().descriptor().withPlatform(Platform.of("linux", "arm64", "v8")))
                .build();
        assertPut(put("index", inner), inner);
        ImageIndex outer = ImageIndex.builder().manifest(inner.descriptor()).build();

        assertPut(put("index-of-index", outer), outer);
    }

    @Test
    void an_index_without_manifests_is_accepted() {
        push(fresh(10));
        ImageIndex empty = ImageIndex.builder().build();

        assertPut(put("empty-index", empty), empty);
    }

    @Test
    void an_artifact_with_the_empty_config_is_accepted() {
        Descriptor empty = Descriptor.empty();
        push(empty.data().orElseThrow());
        ImageManifest manifest = ImageManifest.builder()
                .artifactType("application/vnd.example.oci.conformance.v1+json")
                .layer(empty)
                .build();

        assertPut(put("artifact-without-layers", manifest), manifest);
    }

    @Test
    void content_is_addressed_by_sha_512() {
        requires(contract().takesSha512(), "SHA-512");
        byte[] layer = fresh(100);
        Digest digest = push(wire().path("blobs/uploads/"), DigestAlgorithm.SHA512, layer);
        ImageManifest built = manifest()
                .layer(Descriptor.of(MediaTypes.LAYER_TAR, digest, layer.length))
                .build();
        Manifest manifest = Manifest.parse(built.bytes(), MediaTypes.IMAGE_MANIFEST, DigestAlgorithm.SHA512);
        assertPut(put(manifest.digest().toString(), manifest), manifest);
        ImageIndex index = ImageIndex.builder().manifest(manifest.descriptor()).build();
        Manifest addressed = Manifest.parse(index.bytes(), MediaTypes.IMAGE_INDEX, DigestAlgorithm.SHA512);

        assertPut(put(addressed.digest().toString(), addressed), addressed);
    }

    @Test
    void tags_are_set_with_a_manifest_put_by_its_digest() {
        requires(contract().takesTagParameters(), "tags together with a digest");
        ImageManifest manifest = manifest().build();

        Answer answer = put(manifest.digest() + "?tag=one&tag=two", manifest);

        assertPut(answer, manifest);
        assertThat(String.join(",", answer.response().headers().allValues("OCI-Tag")))
                .contains("one")
                .contains("two");
        assertThat(get("manifests/two").body()).isEqualTo(manifest.bytes());
    }

    @Test
    void a_manifest_under_a_wrong_or_malformed_digest_is_400() {
        ImageManifest manifest = manifest().build();

        Answer wrong = put(Digest.sha256(fresh(3)).toString(), manifest);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(errorCode(wrong)).isEqualTo("DIGEST_INVALID");
        assertThat(put("sha256:baddigeststring", manifest).status()).isEqualTo(400);
        assertThat(put("sha256:totallywrong", manifest).status()).isEqualTo(400);
    }

    @Test
    void a_malformed_tag_is_refused() {
        ImageManifest manifest = manifest().build();

        for (String tag : List.of(".hidden", "-dash", "a%20b", "x".repeat(129))) {
            assertThat(put(tag, manifest).status()).as(tag).isBetween(400, 404);
        }
    }

    @Test
    void content_that_is_not_a_manifest_is_400() {
        push(fresh(10));
        for (String text : List.of("blablabla", "", "[]", "{}", "{\"schemaVersion\":2,\"layers\":[", "\0\1\2")) {
            Answer answer = wire().send(
                            "PUT",
                            wire().path("manifests/invalid"),
                            text.getBytes(StandardCharsets.UTF_8),
                            "Content-Type",
                            MediaTypes.IMAGE_MANIFEST);
            assertThat(answer.status()).as(text).isEqualTo(400);
            assertThat(errorCode(answer)).isEqualTo("MANIFEST_INVALID");
        }
    }

    @Test
    void a_manifest_that_contradicts_its_Content_Type_is_400() {
        ImageManifest manifest = manifest().build();

        Answer answer = wire().send(
                        "PUT", wire().path("manifests/odd"), manifest.bytes(), "Content-Type", MediaTypes.IMAGE_INDEX);

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void parameters_of_the_Content_Type_are_ignored() {
        ImageManifest manifest = manifest().build();

        Answer answer = wire().send(
                        "PUT",
                        wire().path("manifests/v1"),
                        manifest.bytes(),
                        "Content-Type",
                        MediaTypes.IMAGE_MANIFEST + "; charset=utf-8");

        assertPut(answer, manifest);
    }

    @Test
    void a_manifest_with_missing_children_is_refused_or_accepted_as_declared() {
        ImageManifest image = manifest()
                .layer(Descriptor.of(MediaTypes.LAYER_TAR, Digest.sha256(fresh(5)), 5))
                .build();
        ImageIndex index = ImageIndex.builder()
                .manifest(Descriptor.of(MediaTypes.IMAGE_MANIFEST, Digest.sha256(fresh(6)), 1024))
                .build();

        for (Manifest sparse : List.of(image, index)) {
            Answer answer = put("sparse", sparse);
            if (contract().takesSparseManifests()) {
                assertPut(answer, sparse);
            } else {
                assertThat(answer.status()).isIn(400, 404);
                assertThat(errorCode(answer)).isEqualTo("MANIFEST_BLOB_UNKNOWN");
                assertThat(head("manifests/" + sparse.digest()).status()).isEqualTo(404);
            }
        }
    }
}
