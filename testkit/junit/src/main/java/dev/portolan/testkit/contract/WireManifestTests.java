package dev.portolan.testkit.contract;

import static dev.portolan.testkit.contract.DistributionCapability.SPARSE_MANIFESTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.testkit.contract.Wire.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a registry answers a manifest. {@link WireSuiteTests} pushes each kind of manifest that it must accept. */
abstract class WireManifestTests extends WireTests {
    @Test
    void a_manifest_is_accepted_under_several_tags_and_its_digest() {
        ImageManifest manifest = manifest().build();

        for (String reference :
                List.of("test0", "test1", "test2", manifest.digest().toString())) {
            Response answer = put(reference, manifest);
            assertPut(answer, manifest);
            assertThat(answer.header("Docker-Content-Digest"))
                    .contains(manifest.digest().toString());
        }
    }

    @Test
    void a_manifest_without_a_media_type_gets_its_Content_Type() {
        Manifest manifest = withoutMediaType(manifest().build());

        assertPut(put("emptylayer", manifest), manifest);
    }

    @Test
    void a_manifest_of_more_than_4_MiB_is_413() {
        byte[] bytes = ("{\"schemaVersion\":2,\"x\":\"" + "A".repeat(Manifest.LARGEST) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        String target = wire().path("manifests/too-large");
        push(fresh(10));

        Response known = wire().send("PUT", target, bytes, "Content-Type", MediaTypes.IMAGE_MANIFEST);
        Response unknown = wire().stream("PUT", target, bytes, "Content-Type", MediaTypes.IMAGE_MANIFEST);

        assertThat(known.status()).isEqualTo(413);
        assertThat(unknown.status()).isEqualTo(413);
    }

    @Test
    void a_manifest_under_a_wrong_or_malformed_digest_is_400() {
        ImageManifest manifest = manifest().build();

        Response wrong = put(Digest.sha256(fresh(3)).toString(), manifest);
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
            Response answer = wire().send(
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

        Response answer = wire().send(
                        "PUT", wire().path("manifests/odd"), manifest.bytes(), "Content-Type", MediaTypes.IMAGE_INDEX);

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void parameters_of_the_Content_Type_are_ignored() {
        ImageManifest manifest = manifest().build();

        Response answer = wire().send(
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
            Response answer = put("sparse", sparse);
            if (has(SPARSE_MANIFESTS)) {
                assertPut(answer, sparse);
            } else {
                assertThat(answer.status()).isIn(400, 404);
                assertThat(errorCode(answer)).isEqualTo("MANIFEST_BLOB_UNKNOWN");
                assertThat(head("manifests/" + sparse.digest()).status()).isEqualTo(404);
            }
        }
    }
}
