package dev.portolan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.port.OrderedReferrers;
import dev.portolan.port.Referrers;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class ReferrerTests extends RepositoryTests {
    private static final String SIGNATURE = "application/vnd.example.signature.v1";
    private static final String SBOM = "application/vnd.example.sbom.v1";

    @BeforeEach
    final void requireReferrers() {
        require(Referrers.class);
    }

    private ImageManifest attach(Descriptor subject, String artifactType, String about) {
        ImageManifest manifest =
                builder(about).artifactType(artifactType).subject(subject).build();
        return put(manifest.digest(), manifest);
    }

    private List<Descriptor> referrers(Digest subject, String artifactType) {
        try (Stream<Descriptor> referrers = require(Referrers.class).referrers(subject, artifactType)) {
            return referrers.toList();
        }
    }

    @Test
    void a_manifest_without_referrers_lists_none() {
        ImageManifest subject = put(Tag.of("v1"), manifest("subject"));

        assertThat(referrers(subject.digest(), "")).isEmpty();
    }

    @Test
    void an_unknown_digest_has_no_referrers() {
        put(Tag.of("v1"), manifest("subject"));

        assertThat(referrers(Digest.sha256(bytes(3)), "")).isEmpty();
    }

    @Test
    void a_referrer_is_listed_with_its_artifact_type_and_annotations() {
        ImageManifest subject = put(Tag.of("v1"), manifest("subject"));

        ImageManifest referrer = attach(subject.descriptor(), SIGNATURE, "signature");

        assertThat(referrers(subject.digest(), ""))
                .containsExactly(referrer.descriptor()
                        .bare()
                        .withArtifactType(SIGNATURE)
                        .withAnnotations(Map.of("org.example.about", "signature")));
    }

    @Test
    void referrers_can_be_listed_in_order_from_any_digest_on() {
        OrderedReferrers ordered = require(OrderedReferrers.class);
        Descriptor subject = put(Tag.of("v1"), manifest("subject")).descriptor();
        for (int i = 0; i < 9; i++) {
            attach(subject, i % 3 == 0 ? SIGNATURE : SBOM, "referrer " + i);
        }
        List<Descriptor> sorted = referrers(subject.digest(), "").stream()
                .sorted(Comparator.comparing(Descriptor::digest))
                .toList();

        for (int i = 0; i < sorted.size(); i++) {
            Optional<Digest> after = Optional.of(sorted.get(i).digest());
            List<Descriptor> rest = sorted.subList(i + 1, sorted.size());
            assertThat(ordered.referrers(subject.digest(), "", after)).containsExactlyElementsOf(rest);
            assertThat(ordered.referrers(subject.digest(), SBOM, after)).containsExactlyElementsOf(of(SBOM, rest));
        }
        assertThat(ordered.referrers(subject.digest(), "", Optional.empty())).containsExactlyElementsOf(sorted);
        ImageManifest last = attach(subject, SBOM, "added later");
        assertThat(ordered.referrers(subject.digest(), "", Optional.empty()))
                .hasSize(10)
                .contains(last.asReferrer());
    }

    private static List<Descriptor> of(String artifactType, List<Descriptor> referrers) {
        return referrers.stream()
                .filter(referrer -> referrer.artifactType().orElse("").equals(artifactType))
                .toList();
    }

    @Test
    void referrers_are_listed_by_artifact_type() {
        Descriptor subject = put(Tag.of("v1"), manifest("subject")).descriptor();
        ImageManifest signature = attach(subject, SIGNATURE, "signature");
        ImageManifest sbom = attach(subject, SBOM, "sbom");

        assertThat(referrers(subject.digest(), SBOM))
                .extracting(Descriptor::digest)
                .containsExactly(sbom.digest());
        assertThat(referrers(subject.digest(), ""))
                .extracting(Descriptor::digest)
                .containsExactlyInAnyOrder(signature.digest(), sbom.digest());
        assertThat(referrers(subject.digest(), "application/vnd.example.absent"))
                .isEmpty();
    }

    @Test
    void a_referrer_without_artifact_type_gets_its_configs_media_type() {
        ImageManifest subject = put(Tag.of("v1"), manifest("subject"));
        Descriptor config = writeBlob(bytes(20)).withMediaType("application/vnd.example.config.v1");
        ImageManifest referrer = ImageManifest.builder()
                .config(config)
                .subject(subject.descriptor())
                .build();
        put(referrer.digest(), referrer);

        assertThat(referrers(subject.digest(), "application/vnd.example.config.v1"))
                .singleElement()
                .satisfies(found -> assertThat(found.artifactType()).contains("application/vnd.example.config.v1"));
    }

    @Test
    void a_subject_need_not_exist() {
        Descriptor absent = Descriptor.of(MediaTypes.IMAGE_MANIFEST, Digest.sha256(bytes(3)), 3);

        ImageManifest referrer = attach(absent, SIGNATURE, "early");

        assertThat(referrers(absent.digest(), ""))
                .extracting(Descriptor::digest)
                .containsExactly(referrer.digest());
    }

    @Test
    void an_index_can_be_a_referrer() {
        ImageManifest subject = put(Tag.of("v1"), manifest("subject"));
        Manifest referrer = ImageIndex.builder()
                .artifactType(SBOM)
                .manifest(subject.descriptor())
                .subject(subject.descriptor())
                .build();

        repository().put(referrer.digest(), referrer);

        assertThat(referrers(subject.digest(), SBOM))
                .containsExactly(referrer.descriptor().bare().withArtifactType(SBOM));
    }

    @Test
    void a_referrer_that_is_put_twice_is_listed_once() {
        Descriptor subject = put(Tag.of("v1"), manifest("subject")).descriptor();

        ImageManifest referrer = attach(subject, SIGNATURE, "signature");
        attach(subject, SIGNATURE, "signature");
        put(Tag.of("signature"), referrer);

        assertThat(referrers(subject.digest(), "")).hasSize(1);
    }

    @Test
    void a_deleted_referrer_is_no_longer_listed() {
        Descriptor subject = put(Tag.of("v1"), manifest("subject")).descriptor();
        ImageManifest first = attach(subject, SIGNATURE, "one");
        ImageManifest second = attach(subject, SIGNATURE, "two");

        deletes().deleteManifest(first.digest());

        assertThat(referrers(subject.digest(), ""))
                .extracting(Descriptor::digest)
                .containsExactly(second.digest());
    }
}
