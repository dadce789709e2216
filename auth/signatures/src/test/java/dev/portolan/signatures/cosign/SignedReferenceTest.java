package dev.portolan.signatures.cosign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.OciClient;
import dev.portolan.ReferenceClient;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.UntrustedException;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.http.HttpTransport;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.port.Repository;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.signature.PredicateTypes;
import dev.portolan.signature.TrustPolicy;
import dev.portolan.signatures.Signed;
import dev.portolan.signatures.SigningKey;
import dev.portolan.signatures.TestKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing and verifying through {@code client.at(reference)}, without opening a repository by hand. */
class SignedReferenceTest {
    private static final byte[] SBOM = "{\"bomFormat\":\"CycloneDX\"}".getBytes(StandardCharsets.UTF_8);
    private static final SigningKey KEY = TestKeys.signing("P-256");
    private static final CosignSigner SIGNER = CosignSigner.of(KEY);
    private static final TrustPolicy POLICY = TrustPolicy.anyOf(CosignVerifier.of(TestKeys.publicKey(KEY)));

    @TempDir
    Path work;

    private RegistryServer server;
    private OciClient client;

    @BeforeEach
    void start() {
        server = RegistryServer.start();
        client = OciClient.of(HttpTransport.create(), LayoutTransport.create());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private ReferenceClient pushed(String where) {
        Reference reference = Reference.parse(where);
        try (Repository repository = client.open(reference)) {
            Signed.of(repository, reference);
        }
        return client.at(reference);
    }

    private String registry(String name) {
        return server.host() + "/" + name;
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry", "layout"})
    void a_signature_made_by_the_client_is_verified_by_it(String kind) {
        ReferenceClient app =
                pushed(kind.equals("layout") ? "oci-layout:" + work.resolve("layout") + ":v1" : registry("app:v1"));
        assertThatThrownBy(() -> app.verify(POLICY)).isInstanceOf(UntrustedException.class);

        List<Descriptor> signatures = app.sign(SIGNER, Map.of("team", "harbour"));

        assertThat(signatures).hasSize(1);
        assertThat(app.referrers())
                .extracting(Descriptor::digest)
                .contains(signatures.get(0).digest());
        assertThat(app.verify(POLICY)).singleElement().satisfies(signature -> {
            assertThat(signature.manifest()).isEqualTo(app.resolve().digest());
            assertThat(signature.annotations()).containsEntry("team", "harbour");
        });
    }

    @Test
    void an_attestation_returns_its_document_and_is_not_a_signature() {
        ReferenceClient app = pushed(registry("app:v1"));

        app.attest(PredicateTypes.CYCLONEDX, SBOM, SIGNER);

        assertThat(app.attestations(PredicateTypes.CYCLONEDX, POLICY))
                .singleElement()
                .satisfies(attestation -> {
                    assertThat(attestation.predicateType()).contains(PredicateTypes.CYCLONEDX);
                    assertThat(attestation.predicate()).contains(SBOM);
                });
        assertThatThrownBy(() -> app.attestations(PredicateTypes.SPDX, POLICY)).isInstanceOf(UntrustedException.class);
        assertThatThrownBy(() -> app.verify(POLICY)).isInstanceOf(UntrustedException.class);
    }

    @Test
    void a_reference_without_a_tag_means_the_only_tag_of_a_layout() {
        String layout = "oci-layout:" + work.resolve("layout");
        ReferenceClient tagged = pushed(layout + ":v1");
        ReferenceClient untagged = client.at(layout);

        untagged.sign(SIGNER);

        assertThat(untagged.verify(POLICY)).hasSize(1);
        assertThat(tagged.verify(POLICY)).hasSize(1);
    }

    @Test
    void a_missing_manifest_is_not_found() {
        pushed(registry("app:v1"));
        ReferenceClient missing = client.at(registry("app:v2"));

        assertThatThrownBy(() -> missing.sign(SIGNER)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> missing.verify(POLICY)).isInstanceOf(NotFoundException.class);
    }
}
