package dev.portolan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.ThrottledException;
import dev.portolan.fake.FakeRepository;
import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.Referrers;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CopyReferrersTest extends CopyTest {
    private static final CopyOptions WITH_REFERRERS =
            CopyOptions.builder().referrers(true).build();

    private final ImageManifest image = Sample.image("image", blob("a"));
    private final ImageManifest signature = referrer("signature", image, "s");
    private final ImageManifest countersignature = referrer("countersignature", signature, "c");

    private static ImageManifest referrer(String name, Manifest subject, String layer) {
        return Sample.image(
                name, ImageManifest.builder().subject(subject.descriptor()).layer(blob(layer)));
    }

    @BeforeEach
    void the_source_lists_referrers() {
        source.referring();
    }

    @Test
    void referrers_of_referrers_are_copied_after_their_subject_and_before_the_tag() {
        sourceHas(image, "a", "s", "c");
        source.with(signature, countersignature);

        CopyResult result = copy(WITH_REFERRERS);

        assertThat(target.log("put"))
                .containsExactly("put image", "put signature", "put countersignature", "put v1 = image");
        assertThat(result.copied().items()).isEqualTo(7); // three blobs, the empty config, three manifests
    }

    @Test
    void a_listed_referrer_that_is_missing_is_left_out_and_named_in_the_result() {
        sourceHas(image, "a", "s", "c");
        source.with(signature, countersignature).listing(signature).without(signature.digest());

        CopyResult result = copy(WITH_REFERRERS);

        assertThat(target.log("put")).containsExactly("put image", "put v1 = image");
        assertThat(result.missing()).extracting(Descriptor::digest).containsExactly(signature.digest());
    }

    @Test
    void a_missing_manifest_that_is_not_only_a_referrer_is_an_error() {
        ImageIndex index = Sample.index("index", image, signature);
        sourceHas(index, "a", "s");
        source.with(image, signature).listing(signature).without(signature.digest());

        assertThatThrownBy(() -> copy(WITH_REFERRERS))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(signature.digest().toString());
    }

    private ImageManifest artifact(String name, Manifest subject) {
        byte[] bytes = Sample.bytes(("{'mediaType':'" + MediaTypes.ORAS_ARTIFACT_MANIFEST
                        + "','artifactType':'a/b','blobs':[],'subject':{'mediaType':'" + subject.mediaType()
                        + "','digest':'" + subject.digest() + "','size':"
                        + subject.descriptor().size() + "}}")
                .replace('\'', '"'));
        return Sample.named((ImageManifest) Manifest.parse(bytes, ""), name);
    }

    @Test
    void an_artifact_manifest_that_the_target_refuses_is_left_out_and_named_in_the_result() {
        ImageManifest sbom = artifact("sbom", image);
        sourceHas(image, "a", "s", "c");
        source.with(signature, countersignature, sbom);
        target.before(refusing("put sbom"));

        CopyResult result = copy(WITH_REFERRERS);

        assertThat(target.tagged()).containsKey(V1);
        assertThat(target.has(signature.digest())).isTrue();
        assertThat(result.unsupported()).extracting(Descriptor::digest).containsExactly(sbom.digest());
        assertThat(result.missing()).isEmpty();
    }

    @Test
    void an_image_manifest_that_the_target_refuses_is_an_error_even_as_a_referrer() {
        sourceHas(image, "a", "s", "c");
        source.with(signature);
        target.before(refusing("put signature"));

        assertThatThrownBy(() -> copy(WITH_REFERRERS)).isInstanceOf(InvalidManifestException.class);
    }

    @Test
    void an_artifact_manifest_that_an_index_needs_is_not_left_out() {
        ImageManifest sbom = artifact("sbom", image);
        sourceHas(Sample.index("index", image, sbom), "a");
        source.with(image, sbom);
        target.before(refusing("put sbom"));

        assertThatThrownBy(() -> copy(WITH_REFERRERS)).isInstanceOf(InvalidManifestException.class);
        assertThat(target.tagged()).isEmpty();
    }

    private static Consumer<String> refusing(String call) {
        return each -> {
            if (each.equals(call)) {
                throw new InvalidManifestException(Problem.of("manifest invalid"));
            }
        };
    }

    @Test
    void a_referrer_of_an_unknown_kind_is_left_out_and_named_in_the_result() {
        sourceHas(image, "a", "s", "c");
        source.with(signature, countersignature).before(call -> {
            if (call.equals("manifest signature")) {
                throw new InvalidManifestException(Problem.of("its media type is not that of a manifest"));
            }
        });

        CopyResult result = copy(WITH_REFERRERS);

        assertThat(target.log("put")).containsExactly("put image", "put v1 = image");
        assertThat(result.unsupported()).extracting(Descriptor::digest).containsExactly(signature.digest());
    }

    @Test
    void by_default_they_are_not_copied() {
        sourceHas(image, "a", "s", "c");
        source.with(signature);

        copy();

        assertThat(source.log("referrers")).isEmpty();
        assertThat(target.manifests()).containsOnlyKeys(image.digest());
    }

    @Test
    void a_manifest_without_referrers_is_put_once_under_its_tag() {
        sourceHas(image, "a");

        copy(WITH_REFERRERS);

        assertThat(source.log("referrers")).containsExactly("referrers image");
        assertThat(target.log("put")).containsExactly("put v1 = image");
    }

    @Test
    void new_referrers_of_an_existing_manifest_are_copied() {
        sourceHas(image, "a", "s", "c");
        copied_before();
        source.with(signature);

        CopyResult result = copy(WITH_REFERRERS);

        assertThat(target.log("write", "put")).containsExactly("write s", "put signature");
        assertThat(result.copied().items()).isEqualTo(2);
        assertThat(result.skipped().items()).isEqualTo(2); // the image and the empty config
    }

    @Test
    void new_referrers_of_the_images_of_an_existing_index_are_copied() {
        sourceHas(Sample.index("index", image), "a", "s");
        source.with(image);
        copied_before();
        source.with(signature);

        copy(WITH_REFERRERS);

        assertThat(target.log("write", "put")).containsExactly("write s", "put signature");
    }

    @Test
    void a_copy_of_existing_content_transfers_nothing() {
        sourceHas(image, "a", "s", "c");
        source.with(signature, countersignature);
        copy(WITH_REFERRERS);
        target.forget();

        CopyResult result = copy(WITH_REFERRERS);

        assertThat(target.log()).containsExactly("resolve v1", "resolve signature", "resolve countersignature");
        assertThat(result.skipped().items()).isEqualTo(3);
    }

    @Test
    void an_index_that_is_a_referrer_is_copied_with_its_images() {
        ImageManifest part = Sample.image("part", blob("p"));
        ImageIndex index = Sample.named(
                ImageIndex.builder()
                        .manifest(part.descriptor())
                        .subject(image.descriptor())
                        .build(),
                "referring index");
        sourceHas(image, "a", "p");
        source.with(part, index);

        copy(WITH_REFERRERS);

        assertThat(target.log("put")).containsExactly("put image", "put part", "put referring index", "put v1 = image");
    }

    @Test
    void cycles_of_referrers_are_cut() {
        ImageManifest child = Sample.image("child", blob("a"));
        ImageIndex index = sourceHas(Sample.index("index", child), "a", "s");
        FakeRepository confused = new FakeRepository("confused").with("a", "s").with(child, signature);
        confused.tagged("v1", index);
        // As some do: every response contains the subject, its parent and its child.
        confused.offering((Referrers)
                (subject, type) -> Stream.of(child.descriptor(), index.descriptor(), signature.descriptor()));

        CopyResult result = engine.copy(confused, V1, target, V1, WITH_REFERRERS);

        assertThat(target.manifests()).containsOnlyKeys(child.digest(), index.digest(), signature.digest());
        assertThat(result.copied().items()).isEqualTo(6);
    }

    @Test
    void a_source_that_cannot_list_referrers_has_none() {
        FakeRepository plain = new FakeRepository("plain").with("a").tagged("v1", image);

        engine.copy(plain, V1, target, V1, WITH_REFERRERS);

        assertThat(target.log("put")).containsExactly("put v1 = image");
    }

    @Test
    void a_failure_to_list_referrers_fails_the_copy_before_the_tag() {
        sourceHas(image, "a");
        source.before(call -> {
            if (call.startsWith("referrers")) {
                throw new ThrottledException(Problem.of("slow down"));
            }
        });

        assertThatThrownBy(() -> copy(WITH_REFERRERS)).isInstanceOf(ThrottledException.class);
        assertThat(target.tagged()).isEmpty();
    }

    @Test
    void a_referrer_is_copied_without_its_subject() {
        sourceHas(signature, "s");

        copy(WITH_REFERRERS);

        assertThat(target.manifests()).containsOnlyKeys(signature.digest());
        assertThat(List.of(target.manifests().get(signature.digest()).subject().orElseThrow()))
                .containsExactly(image.descriptor().bare());
    }

    @Test
    void the_image_of_a_platform_is_copied_with_its_own_referrers() {
        Descriptor on = Sample.on("linux/amd64", image);
        sourceHas(Sample.index("index", on), "a", "s");
        source.with(image, signature);

        copy(WITH_REFERRERS.toBuilder().platforms(List.of(on.platform().orElseThrow())));

        assertThat(target.log("put")).containsExactly("put image", "put signature", "put v1 = image");
    }
}
