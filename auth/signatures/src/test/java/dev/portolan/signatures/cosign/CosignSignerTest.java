package dev.portolan.signatures.cosign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.CancelledException;
import dev.portolan.error.StorageException;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Reference;
import dev.portolan.model.RegistryReference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.ForwardingRepository;
import dev.portolan.port.Repository;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.signature.PredicateTypes;
import dev.portolan.signature.TrustPolicy;
import dev.portolan.signatures.Signed;
import dev.portolan.signatures.SigningKey;
import dev.portolan.signatures.TestKeys;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written, as cosign writes it. */
class CosignSignerTest {
    private static final SigningKey KEY = TestKeys.signing("P-256");
    private static final CosignSigner SIGNER = CosignSigner.of(KEY);
    private static final TrustPolicy POLICY = TrustPolicy.anyOf(CosignVerifier.of(TestKeys.publicKey(KEY)));

    private final Signed artifact = in("example.com/app:v1");

    private static Signed in(String name) {
        Reference reference = Reference.parse(name);
        InMemoryTransport transport =
                name.startsWith("memory:") ? InMemoryTransport.create() : InMemoryTransport.asRegistry();
        return Signed.of(transport.open(reference), reference);
    }

    private ImageManifest manifest(Descriptor written) {
        return (ImageManifest) artifact.repository().manifest(written.digest()).orElseThrow();
    }

    @Test
    void a_bundle_has_an_annotation_with_its_purpose() {
        ImageManifest signature = manifest(artifact.sign(SIGNER).get(0));
        ImageManifest attestation =
                manifest(artifact.attest(SIGNER, PredicateTypes.SPDX, "{}").get(0));

        assertThat(signature.annotations())
                .containsEntry("dev.sigstore.bundle.content", "dsse-envelope")
                .containsEntry("dev.sigstore.bundle.predicateType", "https://sigstore.dev/cosign/sign/v1")
                .containsKey(Annotations.CREATED);
        assertThat(attestation.annotations()).containsEntry("dev.sigstore.bundle.predicateType", PredicateTypes.SPDX);
        for (ImageManifest bundle : List.of(signature, attestation)) {
            assertThat(bundle.artifactType()).contains(Bundle.V0_3);
            assertThat(bundle.config().mediaType()).isEqualTo(MediaTypes.EMPTY);
            assertThat(bundle.subject()).contains(artifact.manifest().bare());
            assertThat(artifact.repository().stat(bundle.config().digest())).isPresent();
            assertThat(artifact.repository().stat(bundle.layers().get(0).digest()))
                    .isPresent();
        }
    }

    @Test
    void a_signer_needs_a_form_and_writes_each_once() {
        assertThatThrownBy(SIGNER::withForms).isInstanceOf(IllegalArgumentException.class);
        assertThat(artifact.sign(SIGNER.withForms(CosignForm.TAG, CosignForm.TAG)))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://sigstore.dev/cosign/sign/v1"})
    void an_attestation_has_a_type_of_its_own(String type) {
        assertThatThrownBy(() -> artifact.attest(SIGNER, type, "{}")).isInstanceOf(IllegalArgumentException.class);
    }

    private JsonObject statement(Signed where, CosignSigner signer) {
        Descriptor written = where.attest(signer.withForms(CosignForm.TAG), PredicateTypes.SPDX, "{}")
                .get(0);
        Descriptor layer = ((ImageManifest)
                        where.repository().manifest(written.digest()).orElseThrow())
                .layers()
                .get(0);
        assertThat(layer.annotations())
                .containsEntry("predicateType", PredicateTypes.SPDX)
                .containsEntry("dev.cosignproject.cosign/signature", "");
        JsonObject envelope = Json.parseObject(where.repository().bytes(layer));
        return Json.parseObject(Base64.getDecoder().decode(envelope.requiredString("payload")));
    }

    @Test
    void an_attestation_names_the_repository_if_there_is_one() {
        assertThat(statement(artifact, SIGNER).objects("subject").get(0).string("name"))
                .contains("example.com/app");
        CosignSigner named = SIGNER.withIdentity(RegistryReference.parse("other.org/app"));
        assertThat(statement(in("example.com/app:v1"), named)
                        .objects("subject")
                        .get(0)
                        .string("name"))
                .contains("other.org/app");
        assertThat(statement(in("memory:app:v1"), SIGNER)
                        .objects("subject")
                        .get(0)
                        .string("name"))
                .contains("");
        assertThat(statement(in("memory:app:v1"), named)
                        .objects("subject")
                        .get(0)
                        .string("name"))
                .contains("other.org/app");
    }

    @Test
    void an_existing_list_keeps_its_signatures() {
        Tag tag = CosignTags.signatures(artifact.manifest().digest());
        artifact.sign(SIGNER.withForms(CosignForm.TAG));
        ImageManifest list = (ImageManifest) artifact.repository().manifest(tag).orElseThrow();
        ImageManifest annotated = ImageManifest.builder()
                .mediaType(MediaTypes.DOCKER_MANIFEST)
                .config(list.config())
                .layers(list.layers())
                .annotation("a", "b")
                .build();
        artifact.repository().put(tag, annotated);

        artifact.sign(CosignSigner.of(TestKeys.signing("P-256")).withForms(CosignForm.TAG));

        ImageManifest after =
                (ImageManifest) artifact.repository().manifest(tag).orElseThrow();
        assertThat(after.mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
        assertThat(after.config()).isEqualTo(list.config());
        assertThat(after.annotations()).containsEntry("a", "b");
        assertThat(after.layers()).hasSize(2).startsWith(list.layers().get(0));
        assertThat(artifact.verify(POLICY)).hasSize(1);
    }

    /** A repository in which another program always overwrites the first writes of a tag. */
    private static final class Contended extends ForwardingRepository {
        private final AtomicInteger lost;

        Contended(Repository repository, int lost) {
            super(repository);
            this.lost = new AtomicInteger(lost);
        }

        @Override
        public void put(TagOrDigest as, Manifest manifest) {
            if (!(as instanceof Tag) || lost.getAndDecrement() <= 0) {
                super.put(as, manifest);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, true", "4, true", "5, false"})
    void a_signature_that_another_program_overwrote_is_added_again(int lost, boolean added) {
        Signed contended =
                new Signed(new Contended(artifact.repository(), lost), artifact.reference(), artifact.manifest());
        CosignSigner signer = SIGNER.withForms(CosignForm.TAG);

        if (added) {
            contended.sign(signer);
            assertThat(artifact.verify(POLICY)).hasSize(1);
        } else {
            assertThatThrownBy(() -> contended.sign(signer))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.retryable()).isTrue())
                    .hasMessageContaining("at the same time, 5 times");
        }
        artifact.sign(signer, Map.of("the", "lock is free"));
    }

    @Test
    void an_interrupt_ends_the_wait_for_another_signature() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> artifact.sign(SIGNER.withForms(CosignForm.TAG)))
                    .isInstanceOf(CancelledException.class);
        } finally {
            Thread.interrupted();
        }
        artifact.sign(SIGNER.withForms(CosignForm.TAG));
        assertThat(artifact.verify(POLICY)).hasSize(1);
    }
}
