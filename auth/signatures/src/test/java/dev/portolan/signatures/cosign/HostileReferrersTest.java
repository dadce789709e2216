package dev.portolan.signatures.cosign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.error.UntrustedException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Capability;
import dev.portolan.port.ForwardingRepository;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.signature.PredicateTypes;
import dev.portolan.signature.SigningRequest;
import dev.portolan.signature.TrustPolicy;
import dev.portolan.signatures.Signed;
import dev.portolan.signatures.SigningKey;
import dev.portolan.signatures.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a registry that lies about signatures can do: hide them, and nothing more. */
class HostileReferrersTest {
    private static final SigningKey KEY = TestKeys.signing("P-256");
    private static final CosignSigner SIGNER = CosignSigner.of(KEY);
    private static final TrustPolicy POLICY = TrustPolicy.anyOf(CosignVerifier.of(TestKeys.publicKey(KEY)));
    private static final Reference REFERENCE = Reference.parse("example.com/app:v1");

    private final Signed artifact = Signed.of(InMemoryTransport.asRegistry().open(REFERENCE), REFERENCE);
    private final AtomicInteger listed = new AtomicInteger();

    /** A repository whose list of referrers and whose damaged manifests are made up. */
    private final class Lying extends ForwardingRepository {
        private final Stream<Descriptor> answer;
        private final Set<Digest> damaged = new HashSet<>();

        Lying(Repository honest, Stream<Descriptor> answer) {
            super(honest);
            this.answer = answer;
        }

        @Override
        public Optional<Manifest> manifest(TagOrDigest reference) {
            if (reference instanceof Digest digest && damaged.contains(digest)) {
                throw new ContentMismatchException(Problem.of("damaged"));
            }
            return super.manifest(reference);
        }

        @Override
        public <C extends Capability> Optional<C> capability(Class<C> type) {
            Referrers lie = (subject, artifactType) -> answer.peek(one -> listed.incrementAndGet());
            return type == Referrers.class ? Optional.of(type.cast(lie)) : super.capability(type);
        }
    }

    private Signed listing(Descriptor... answer) {
        return lying(new Lying(artifact.repository(), Stream.of(answer)));
    }

    private Signed lying(Repository lie) {
        return new Signed(lie, REFERENCE, artifact.manifest());
    }

    private static void assertReasons(Signed signed, String... reasons) {
        assertThatThrownBy(() -> signed.verify(POLICY)).isInstanceOfSatisfying(UntrustedException.class, e -> {
            assertThat(e.reasons()).hasSize(reasons.length);
            for (int i = 0; i < reasons.length; i++) {
                assertThat(e.reasons().get(i)).contains(reasons[i]);
            }
        });
    }

    private static Descriptor junk(int n) {
        return Descriptor.of(MediaTypes.IMAGE_MANIFEST, ("junk " + n).getBytes(StandardCharsets.US_ASCII));
    }

    private Descriptor bundle() {
        return SIGNER.withForms(CosignForm.BUNDLE)
                .sign(new SigningRequest(artifact.repository(), REFERENCE, artifact.manifest(), Map.of()))
                .get(0);
    }

    @Test
    void referrers_that_are_missing_damaged_or_not_signatures_do_not_hide_a_good_one() {
        Signed other = Signed.of(artifact.repository(), REFERENCE, 2);
        Descriptor ofAnother = other.sign(SIGNER).get(0);
        Descriptor good = bundle();
        ImageManifest honest =
                (ImageManifest) artifact.repository().manifest(good.digest()).orElseThrow();
        ImageIndex index = ImageIndex.builder().subject(artifact.manifest()).build();
        artifact.repository().put(index.digest(), index);
        ImageManifest damaged = ImageManifest.builder()
                .artifactType(Bundle.V0_3)
                .layers(honest.layers())
                .subject(artifact.manifest())
                .annotation("damaged", "")
                .build();
        artifact.repository().put(damaged.digest(), damaged);
        Descriptor[] bad = {junk(1), ofAnother, index.descriptor(), damaged.descriptor()};

        Lying alone = new Lying(artifact.repository(), Stream.of(bad));
        alone.damaged.add(damaged.digest());
        assertReasons(
                lying(alone),
                "its manifest is missing or damaged",
                "it refers to another manifest",
                "its manifest is missing or damaged",
                "its manifest is missing or damaged");
        List<Descriptor> all = new ArrayList<>(List.of(bad));
        all.add(good);
        Lying withGood = new Lying(artifact.repository(), all.stream());
        withGood.damaged.add(damaged.digest());
        assertThat(lying(withGood).verify(POLICY)).hasSize(1);
    }

    /** Cosign lists its bundles so where it keeps the list itself. */
    @Test
    void a_bundle_listed_with_the_type_of_its_config_is_found() {
        assertThat(listing(bundle().withArtifactType(MediaTypes.EMPTY)).verify(POLICY))
                .hasSize(1);
        assertReasons(listing(bundle().withArtifactType("application/x")));
    }

    @Test
    void an_endless_list_is_read_only_up_to_the_limit() {
        Stream<Descriptor> others =
                IntStream.iterate(0, i -> i + 1).mapToObj(i -> junk(i).withArtifactType("application/x"));

        assertReasons(lying(new Lying(artifact.repository(), others)), "only the first 1000 referrers were checked");
        assertThat(listed).hasValue(1000);
    }

    @Test
    void a_list_just_below_the_limit_is_read_without_a_note() {
        assertReasons(lying(new Lying(
                artifact.repository(),
                IntStream.range(0, 999).mapToObj(i -> junk(i).withArtifactType("application/x")))));
    }

    @Test
    void at_most_64_candidates_are_checked() {
        Descriptor good = bundle();
        Descriptor[] full = Stream.concat(IntStream.range(0, 63).mapToObj(HostileReferrersTest::junk), Stream.of(good))
                .toArray(Descriptor[]::new);
        Descriptor[] oneMore =
                Stream.concat(Stream.of(junk(63)), Arrays.stream(full)).toArray(Descriptor[]::new);

        assertThat(listing(full).verify(POLICY)).hasSize(1);
        assertThatThrownBy(() -> listing(oneMore).verify(POLICY))
                .isInstanceOfSatisfying(
                        UntrustedException.class,
                        e -> assertThat(e.reasons())
                                .hasSize(65)
                                .startsWith("only the first 64 signatures were checked"));
        Descriptor[] exactly =
                IntStream.range(0, 64).mapToObj(HostileReferrersTest::junk).toArray(Descriptor[]::new);
        assertThatThrownBy(() -> listing(exactly).verify(POLICY))
                .isInstanceOfSatisfying(
                        UntrustedException.class, e -> assertThat(e.reasons()).hasSize(64));
    }

    /** Other bytes than those of the digest are ignored, and the blob is read. */
    @Test
    void content_embedded_in_a_descriptor_counts_only_with_its_digest() {
        ImageManifest honest = (ImageManifest)
                artifact.repository().manifest(bundle().digest()).orElseThrow();
        Descriptor layer = honest.layers().get(0);
        byte[] content = artifact.repository().bytes(layer);
        byte[] changed = content.clone();
        changed[content.length - 1] ^= 1;
        for (boolean good : List.of(true, false)) {
            ImageManifest embedding = ImageManifest.builder()
                    .artifactType(Bundle.V0_3)
                    .layer(layer.withData(good ? content : changed))
                    .subject(artifact.manifest())
                    .build();
            artifact.repository().put(embedding.digest(), embedding);
            assertThat(listing(embedding.descriptor()).verify(POLICY)).hasSize(1);
        }
    }

    @Test
    void a_signature_has_at_most_1_mib() {
        for (int size : new int[] {1 << 20, (1 << 20) + 1}) {
            byte[] content = new byte[size];
            Descriptor layer = Descriptor.of(Bundle.V0_3, content);
            artifact.repository().write(layer, Content.of(content));
            artifact.repository()
                    .write(Descriptor.empty().bare(), Content.of("{}".getBytes(StandardCharsets.US_ASCII)));
            ImageManifest large = ImageManifest.builder()
                    .artifactType(Bundle.V0_3)
                    .layer(layer)
                    .subject(artifact.manifest())
                    .build();
            artifact.repository().put(large.digest(), large);
            assertReasons(
                    listing(large.descriptor()),
                    size == 1 << 20 ? "it is malformed" : "it has 1048577 bytes, the limit is 1048576");
        }
    }

    @Test
    void a_repository_without_referrers_can_neither_store_nor_have_a_bundle() {
        Repository none = new ForwardingRepository(artifact.repository()) {
            @Override
            public <C extends Capability> Optional<C> capability(Class<C> type) {
                return type == Referrers.class ? Optional.empty() : super.capability(type);
            }
        };

        assertThatThrownBy(() -> lying(none).sign(SIGNER))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("does not support referrers");
        assertReasons(lying(none));
        lying(none).sign(SIGNER.withForms(CosignForm.TAG));
        assertThat(lying(none).verify(POLICY)).hasSize(1);
    }

    @Test
    void a_tag_with_anything_but_signatures_is_not_changed_and_not_trusted() {
        Tag tag = CosignTags.signatures(artifact.manifest().digest());
        ImageIndex index = ImageIndex.builder().build();
        artifact.repository().put(tag, index);
        CosignSigner signer = SIGNER.withForms(CosignForm.TAG);

        assertThatThrownBy(() -> artifact.sign(signer))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("the tag is an index");
        assertReasons(artifact);
        ImageManifest other = Signed.of(artifact.repository(), REFERENCE, 3)
                .repository()
                .manifest(Tag.of("v1"))
                .map(ImageManifest.class::cast)
                .orElseThrow();
        artifact.repository().put(tag, other);
        assertReasons(artifact, "its media type is");
        assertThatThrownBy(() -> artifact.attestations(PredicateTypes.SPDX, POLICY))
                .isInstanceOf(UntrustedException.class);
    }

    @Test
    void a_list_of_64_signatures_is_full() {
        CosignSigner stranger = CosignSigner.of(TestKeys.signing("P-256")).withForms(CosignForm.TAG);
        for (int i = 0; i < 63; i++) {
            artifact.sign(stranger, Map.of("n", String.valueOf(i)));
        }
        artifact.sign(SIGNER.withForms(CosignForm.TAG));

        assertThat(artifact.verify(POLICY)).hasSize(1);
        assertThatThrownBy(() -> artifact.sign(stranger))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("it already has 64 signatures");
    }

    @Test
    void only_the_first_64_signatures_of_a_list_are_checked() {
        Tag tag = CosignTags.signatures(artifact.manifest().digest());
        artifact.sign(SIGNER.withForms(CosignForm.TAG));
        ImageManifest list = (ImageManifest) artifact.repository().manifest(tag).orElseThrow();
        Descriptor good = list.layers().get(0);
        for (int before : new int[] {63, 64}) {
            ImageManifest longer = ImageManifest.builder()
                    .config(list.config())
                    .layers(IntStream.range(0, before)
                            .mapToObj(i -> good.withAnnotation(SimpleSigning.SIGNATURE, "AAAA"))
                            .toList())
                    .layer(good)
                    .build();
            artifact.repository().put(tag, longer);
            if (before == 63) {
                assertThat(artifact.verify(POLICY)).hasSize(1);
            } else {
                assertThatThrownBy(() -> artifact.verify(POLICY))
                        .isInstanceOfSatisfying(
                                UntrustedException.class,
                                e -> assertThat(e.reasons())
                                        .hasSize(65)
                                        .startsWith("only the first 64 layers of " + tag + " were checked"));
            }
        }
    }

    @Test
    void the_tag_of_a_sha512_digest_is_cut_to_the_length_that_a_tag_may_have() {
        Digest digest = Digest.of(DigestAlgorithm.SHA512, new byte[0]);

        assertThat(CosignTags.signatures(digest).value())
                .hasSize(128)
                .startsWith("sha512-" + digest.hex().substring(0, 100))
                .endsWith(".sig");
        assertThat(CosignTags.attestations(digest).value()).hasSize(128).endsWith(".att");
    }
}
