package dev.portolan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.portolan.artifact.Inspection;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnreachableException;
import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether content is copied as a manifest or as a blob: the position decides, and where it does not, the content. */
class CopyRolesTest extends CopyTest {
    private final ImageManifest image = Sample.image("image", blob("a"));
    private final Descriptor asLayer = image.descriptor().bare();

    private static Descriptor document(String name, String json) {
        byte[] bytes = Sample.bytes(json.replace('\'', '"'));
        return Sample.named(Descriptor.of("application/vnd.example.artifact.manifest.v1+json", bytes), name)
                .withData(bytes);
    }

    private static String json(Descriptor descriptor) {
        return "{'mediaType':'" + descriptor.mediaType() + "','digest':'" + descriptor.digest() + "','size':"
                + descriptor.size() + "}";
    }

    /** A document that only the source has, without its bytes in the descriptor. */
    private Descriptor stored(Descriptor document) {
        source.with(document.data().orElseThrow());
        return document.bare();
    }

    @Test
    void a_layer_with_the_media_type_of_a_manifest_is_a_blob() {
        sourceHas(Sample.image("bundle", asLayer));
        source.with(image.bytes());

        copy();

        assertThat(source.log()).containsExactly("manifest v1", "open image");
        assertThat(target.log("write", "put"))
                .containsExactlyInAnyOrder("write image", "write empty", "put v1 = bundle");
    }

    @Test
    void a_digest_that_is_both_a_manifest_and_a_layer_is_copied_as_both() {
        ImageManifest bundle = Sample.image("bundle", asLayer);
        sourceHas(Sample.index("index", bundle, image), "a");
        source.with(bundle, image).with(image.bytes());

        CopyResult result = copy();

        assertThat(target.log("write", "put"))
                .containsExactlyInAnyOrder(
                        "write image", "write empty", "write a", "put bundle", "put image", "put v1 = index");
        assertThat(result.copied().items()).isEqualTo(6);
    }

    @Test
    void a_manifest_that_the_target_has_as_a_layer_is_copied_with_its_blobs() {
        sourceHas(Sample.index("index", image), "a");
        source.with(image);
        target.with(image.bytes());

        copy();

        assertThat(target.log("write", "put"))
                .containsExactlyInAnyOrder("write a", "write empty", "put image", "put v1 = index");
    }

    @Test
    void a_manifest_without_its_blobs_is_completed_in_a_layout() {
        sourceHas(Sample.index("index", image), "a");
        source.with(image);
        target.repairing().with(image); // what a layout shows that has the manifest's bytes as a layer

        copy();

        assertThat(target.log("write", "put")).contains("write a", "put image", "put v1 = index");
    }

    @Test
    void a_digest_that_is_a_config_and_a_child_of_an_index_is_copied_as_both() {
        ImageManifest other = Sample.image("other", ImageManifest.builder().config(asLayer));
        sourceHas(Sample.index("index", other, image), "a");
        source.with(other, image).with(image.bytes());

        copy();

        assertThat(target.log("write", "put"))
                .containsExactlyInAnyOrder(
                        "write image", "write empty", "write a", "put other", "put image", "put v1 = index");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "application/json", "application/octet-stream"})
    void a_child_of_an_index_with_the_content_of_a_manifest_is_a_manifest(String mediaType) {
        sourceHas(Sample.index("index", image.descriptor().withMediaType(mediaType)), "a");
        source.with(image);

        copy();

        assertThat(target.log("write", "put"))
                .containsExactlyInAnyOrder("write a", "write empty", "put image", "put v1 = index");
    }

    @Test
    void a_child_of_an_index_that_is_not_a_manifest_is_a_blob_and_is_fetched_once() {
        sourceHas(Sample.index("index", blob("cache")), "cache");

        CopyResult result = copy();

        assertThat(source.log()).containsExactly("manifest v1", "open cache");
        assertThat(target.log("write", "put")).containsExactly("write cache", "put v1 = index");
        assertThat(result.copied().items()).isEqualTo(2);
    }

    /** As distribution does for a manifest with the digest of a blob. */
    private void failForManifest(String name) {
        source.before(call -> {
            if (call.equals("manifest " + name)) {
                throw new UnreachableException(Problem.of("fetching manifest failed"));
            }
        });
    }

    @Test
    void a_registry_that_fails_for_a_manifest_that_is_a_blob_returns_the_blob() {
        sourceHas(Sample.index("index", blob("cache")), "cache");
        failForManifest("cache");

        copy();

        assertThat(target.hasBlob("cache")).isTrue();
    }

    @Test
    void a_platform_is_found_in_an_index_that_lists_blobs() {
        ImageIndex index =
                Sample.index("index", blob("cache"), image.descriptor().withMediaType(""));
        sourceHas(index, "a", "cache");
        source.with(image);
        failForManifest("cache");

        copy(CopyOptions.builder().platform("linux/amd64"));

        assertThat(target.manifests()).containsKey(image.digest());
    }

    @Test
    void an_inspection_shows_a_blob_of_an_index_as_present() {
        ImageIndex index =
                Sample.index("index", blob("cache"), image.descriptor().withMediaType(""));
        sourceHas(index, "a", "cache");
        source.with(image);
        failForManifest("cache");

        assertThat(Inspection.of(source, index, false).children())
                .extracting(Inspection::present, child -> child.children().isEmpty())
                .containsExactly(tuple(true, true), tuple(true, false));
    }

    @Test
    void layers_in_an_index_are_fetched_as_blobs() {
        sourceHas(Sample.index("index", blob("a").withMediaType(MediaTypes.LAYER_TAR_GZIP)), "a");

        copy();

        assertThat(source.log()).containsExactly("manifest v1", "open a");
    }

    @Test
    void a_manifest_of_an_unknown_kind_in_an_index_is_copied_with_its_blobs() {
        Descriptor artifact = stored(document("artifact", "{'blobs':[" + json(blob("a")) + "]}"));
        sourceHas(Sample.index("index", artifact), "a");

        copy();

        assertThat(target.log("write", "put")).containsExactlyInAnyOrder("write a", "write artifact", "put v1 = index");
        assertThat(target.log("write", "put")).endsWith("put v1 = index");
    }

    @Test
    void an_unknown_index_in_an_index_is_copied_with_its_manifests() {
        Descriptor list = stored(document("list", "{'manifests':[" + json(image.descriptor()) + "]}"));
        sourceHas(Sample.index("index", list), "a");
        source.with(image);

        copy();

        assertThat(target.log("write", "put"))
                .containsExactlyInAnyOrder("write a", "write empty", "put image", "write list", "put v1 = index");
    }

    @Test
    void inline_data_of_an_unknown_document_saves_its_requests() {
        Descriptor artifact = document("artifact", "{'layers':[" + json(blob("a")) + "]}");
        sourceHas(Sample.index("index", artifact), "a");

        copy();

        assertThat(source.log()).containsExactly("manifest v1", "open a");
        assertThat(target.hasBlob("a")).isTrue();
    }

    @Test
    void a_child_of_a_schema_1_manifest_is_found_in_its_size() {
        Descriptor old = stored(
                document("old", "{'fsLayers':[{'blobSum':'" + blob("layer").digest() + "'}]}"));
        sourceHas(Sample.index("index", old), "layer");

        copy();

        assertThat(target.hasBlob("layer")).isTrue();
    }

    @Test
    void a_mention_in_an_unknown_document_is_not_copied() {
        Descriptor artifact = stored(document("artifact", "{'subject':" + json(image.descriptor()) + "}"));
        sourceHas(Sample.index("index", artifact), "a");
        source.with(image);

        copy();

        assertThat(target.log("write", "put")).containsExactlyInAnyOrder("write artifact", "put v1 = index");
    }

    @Test
    void a_child_that_is_neither_manifest_nor_blob_at_the_source_is_missing() {
        sourceHas(Sample.index("index", blob("lost")));

        assertThatThrownBy(this::copy).isInstanceOf(NotFoundException.class);
        assertThat(target.log("put")).isEmpty();
    }

    @Test
    void a_manifest_of_an_unknown_kind_that_the_source_keeps_as_a_manifest_is_refused_by_name() {
        sourceHas(Sample.index("index", blob("artifact")));
        source.before(call -> {
            if (call.equals("manifest artifact")) {
                throw new InvalidManifestException(Problem.of("of an unknown kind"));
            }
        });

        assertThatThrownBy(this::copy)
                .isInstanceOf(InvalidManifestException.class)
                .hasMessageContaining("of an unknown kind");
    }

    @Test
    void only_blobs_are_mounted() {
        ImageManifest bundle = Sample.image("bundle", asLayer);
        sourceHas(Sample.index("index", bundle, image), "a");
        source.with(bundle, image).with(image.bytes());
        target.mountingFrom(source, blob -> true);

        copy();

        assertThat(target.log("mount", "put"))
                .containsExactlyInAnyOrder(
                        "mount image", "mount empty", "mount a", "put bundle", "put image", "put v1 = index");
    }

    @Test
    void a_deep_copy_repeats_nothing_for_two_roles() {
        ImageManifest bundle = Sample.image("bundle", asLayer);
        sourceHas(Sample.index("index", bundle, image), "a");
        source.with(bundle, image).with(image.bytes());
        copied_before();

        CopyResult result = copy(CopyOptions.builder().deep(true));

        assertThat(target.log("write", "put")).isEmpty();
        assertThat(result.skipped().items()).isEqualTo(6);
    }

    @Test
    void referrers_of_a_manifest_that_is_also_a_layer_are_copied_once() {
        ImageManifest bundle = Sample.image("bundle", asLayer);
        ImageManifest signature =
                Sample.image("signature", ImageManifest.builder().subject(image.descriptor()));
        ImageIndex index = Sample.index("index", bundle, image);
        sourceHas((Manifest) index, "a");
        source.with(bundle, image, signature).with(image.bytes()).referring();

        copy(CopyOptions.builder().referrers(true));

        assertThat(target.log("put")).containsOnlyOnce("put signature");
        assertThat(source.log("referrers")).containsOnlyOnce("referrers image");
    }

    @Test
    void a_registry_that_denies_a_child_of_unknown_media_type_gets_it_again() {
        sourceHas(Sample.index("index", image.descriptor().withMediaType(""), blob("cache")), "a", "cache");
        source.with(image);
        target.before(call -> {
            if (call.equals("put v1 = index") && target.log("put").stream().noneMatch("put v1 = index"::equals)) {
                throw target.childUnknown(image, blob("cache"));
            }
        });

        copy();

        assertThat(target.manifests()).containsKey(image.digest());
    }
}
