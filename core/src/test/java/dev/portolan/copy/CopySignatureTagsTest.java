package dev.portolan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.error.DeniedException;
import dev.portolan.error.Problem;
import dev.portolan.fake.Sample;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures, attestations and SBOMs that cosign attaches by tags are copied with their subject. */
class CopySignatureTagsTest extends CopyTest {
    private static final CopyOptions.Builder RECURSIVE = CopyOptions.builder().referrers(true);

    private final ImageManifest image = Sample.image("image", blob("a"));
    private final ImageManifest signature = Sample.image("signature", blob("s"));

    private static String tag(Manifest manifest, String suffix) {
        return "sha256-" + manifest.digest().hex() + suffix;
    }

    @ParameterizedTest
    @ValueSource(strings = {".sig", ".att", ".sbom"})
    void a_signature_of_a_root_is_copied_under_its_tag(String suffix) {
        sourceHas(image, "a", "s");
        source.tagged(tag(image, suffix), signature);

        CopyResult result = copy(RECURSIVE);

        assertThat(target.tagged()).containsEntry(Tag.of(tag(image, suffix)), signature.digest());
        assertThat(target.hasBlob("s")).isTrue();
        assertThat(result.tags()).containsExactly(V1, Tag.of(tag(image, suffix)));
        assertThat(target.log("put")).endsWith("put v1 = image");
    }

    @Test
    void signatures_of_the_children_of_an_index_are_copied_too() {
        ImageIndex index = Sample.index("index", image);
        sourceHas(index, "a", "s");
        source.with(image).tagged(tag(image, ".sig"), signature);

        copy(RECURSIVE);

        assertThat(target.tagged()).containsEntry(Tag.of(tag(image, ".sig")), signature.digest());
    }

    @Test
    void a_later_signature_of_an_existing_image_is_copied() {
        sourceHas(Sample.index("index", image), "a", "s");
        source.with(image);
        copied_before();
        source.tagged(tag(image, ".sig"), signature);

        copy(RECURSIVE);

        assertThat(target.log("write", "put"))
                .containsExactlyInAnyOrder("write s", "put " + tag(image, ".sig") + " = signature");
    }

    @Test
    void an_existing_signature_is_not_put_again() {
        sourceHas(image, "a", "s");
        source.tagged(tag(image, ".sig"), signature);
        copy(RECURSIVE);
        target.forget();

        CopyResult result = copy(RECURSIVE);

        assertThat(target.log("write", "put")).isEmpty();
        assertThat(result.tags()).isEmpty();
    }

    @Test
    void a_changed_signature_is_put_again() {
        sourceHas(image, "a", "s");
        source.tagged(tag(image, ".sig"), Sample.image("old"));
        copy(RECURSIVE);
        source.tagged(tag(image, ".sig"), signature);

        copy(RECURSIVE);

        assertThat(target.tagged()).containsEntry(Tag.of(tag(image, ".sig")), signature.digest());
    }

    @Test
    void a_copy_without_referrers_does_not_look_for_signatures() {
        sourceHas(image, "a", "s");
        source.tagged(tag(image, ".sig"), signature);

        copy();

        assertThat(source.log("tags", "resolve")).isEmpty();
        assertThat(target.tagged()).containsOnlyKeys(V1);
    }

    @Test
    void the_tags_are_listed_once_for_many_manifests() {
        ImageManifest other = Sample.image("other");
        sourceHas(Sample.index("index", image, other), "a");
        source.with(image, other);

        copy(RECURSIVE);

        assertThat(source.log("tags", "resolve")).containsExactly("tags all");
    }

    @Test
    void if_tags_cannot_be_listed_three_names_per_manifest_are_looked_up() {
        sourceHas(image, "a", "s");
        source.tagged(tag(image, ".sig"), signature);
        source.before(call -> {
            if (call.equals("tags all")) {
                throw new DeniedException(Problem.of("no listing"));
            }
        });

        copy(RECURSIVE);

        assertThat(source.log("resolve"))
                .containsExactlyInAnyOrderElementsOf(List.of(
                        "resolve " + tag(image, ".sig"),
                        "resolve " + tag(image, ".att"),
                        "resolve " + tag(image, ".sbom"),
                        "resolve " + tag(signature, ".sig"),
                        "resolve " + tag(signature, ".att"),
                        "resolve " + tag(signature, ".sbom")));
        assertThat(target.tagged()).containsEntry(Tag.of(tag(image, ".sig")), signature.digest());
    }

    @Test
    void a_signature_tag_that_is_also_a_root_is_put_once() {
        sourceHas(image, "a", "s");
        Tag tag = Tag.of(tag(image, ".sig"));
        source.tagged(tag.value(), signature);

        engine.copy(source, List.of(Root.of(V1, List.of(V1)), Root.of(tag, List.of(tag))), target, RECURSIVE.build());

        assertThat(target.log("put")).containsOnlyOnce("put " + tag + " = signature");
    }

    @Test
    void a_fallback_tag_differs_from_a_tag_of_cosign_or_of_a_user() {
        String hex = Digest.sha256(new byte[0]).hex();
        String longHex = Digest.of(DigestAlgorithm.SHA512, new byte[0]).hex();

        assertThat(Tag.of("sha256-" + hex).listsReferrers()).isTrue();
        assertThat(Tag.of("sha512-" + longHex.substring(0, 64)).listsReferrers())
                .isTrue();
        assertThat(Tag.of("sha256-" + hex + ".sig").listsReferrers()).isFalse();
        assertThat(Tag.of("sha256-" + hex.substring(1)).listsReferrers()).isFalse();
        assertThat(Tag.of("v1").listsReferrers()).isFalse();
    }
}
