package dev.portolan.signatures.cosign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.UntrustedException;
import dev.portolan.http.HttpTransport;
import dev.portolan.model.Reference;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.signature.PredicateTypes;
import dev.portolan.signature.TrustPolicy;
import dev.portolan.signature.VerifiedSignature;
import dev.portolan.signatures.SignatureAlgorithm;
import dev.portolan.signatures.Signed;
import dev.portolan.signatures.SigningKey;
import dev.portolan.signatures.TestKeys;
import dev.portolan.signatures.VerificationKey;
import dev.portolan.testkit.junit.DockerRegistryExtension;
import dev.portolan.testkit.peer.PeerProgram;
import dev.portolan.testkit.peer.PeerProgram.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cosign verifies our signatures, and Portolan those of cosign, in registries with and without a referrers API. */
class CosignPeersTest {
    @RegisterExtension
    static final DockerRegistryExtension DOCKER = DockerRegistryExtension.create();

    private static final char[] PASSPHRASE = "secret".toCharArray();
    private static final SigningKey KEY = SigningKey.parse(TestKeys.resource("cosign.key"), PASSPHRASE);
    private static final TrustPolicy POLICY = TrustPolicy.anyOf(CosignVerifier.of(TestKeys.publicKey(KEY)));

    private static RegistryServer embedded;

    @TempDir
    Path work;

    private final HttpTransport transport = HttpTransport.create();

    @BeforeAll
    static void start() throws IOException {
        embedded = RegistryServer.start();
    }

    @AfterAll
    static void stop() {
        embedded.close();
    }

    @AfterEach
    void close() {
        transport.close();
    }

    private Signed artifact(String registry) {
        String host = registry.equals("docker") ? DOCKER.host() : embedded.host();
        Reference reference = Reference.parse(host + "/signed/" + UUID.randomUUID() + ":v1");
        return Signed.of(transport.open(reference), reference);
    }

    private Outcome cosign(String... arguments) throws IOException {
        for (String file : List.of("cosign.key", "cosign.pub")) {
            Files.write(work.resolve(file), TestKeys.resource(file));
        }
        return PeerProgram.require("cosign")
                .in(work)
                .with("HOME", work.toString())
                .with("COSIGN_EXPERIMENTAL", "1")
                .with("COSIGN_PASSWORD", new String(PASSPHRASE))
                .run(arguments);
    }

    private Outcome verify(String reference, String... more) throws IOException {
        return cosign(words(
                List.of("verify", "--key", "cosign.pub", "--insecure-ignore-tlog", "--allow-http-registry"),
                List.of(more),
                List.of(reference)));
    }

    private static String[] words(List<?>... parts) {
        return Stream.of(parts).flatMap(List::stream).map(String::valueOf).toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({"docker, BUNDLE", "docker, TAG", "embedded, BUNDLE", "embedded, TAG"})
    void cosign_verifies_our_signatures(String registry, CosignForm form) throws IOException {
        Signed artifact = artifact(registry);
        assertThat(verify(artifact.pinned()).exit()).isNotZero();

        artifact.sign(CosignSigner.of(KEY).withForms(form), Map.of("team", "harbour"));

        String[] options = form == CosignForm.TAG ? new String[] {"--new-bundle-format=false"} : new String[0];
        Outcome verified = verify(artifact.reference().toString(), options).orFail();
        assertThat(verified.out()).contains(artifact.manifest().digest().toString());
        verify(artifact.pinned(), words(List.of(options), List.of("-a", "team=harbour")))
                .orFail();
        assertThat(verify(artifact.pinned(), words(List.of(options), List.of("-a", "team=else")))
                        .exit())
                .isNotZero();
        assertThat(artifact.verify(POLICY)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"docker, true", "docker, false", "embedded, true", "embedded, false"})
    void portolan_verifies_signatures_of_cosign(String registry, boolean bundle) throws IOException {
        Signed artifact = artifact(registry);
        assertThatThrownBy(() -> artifact.verify(POLICY)).isInstanceOf(UntrustedException.class);

        cosignSigns(artifact, bundle, "-a", "team=harbour");

        List<VerifiedSignature> verified = artifact.verify(POLICY);
        assertThat(verified).hasSize(1);
        assertThat(verified.get(0).format()).isEqualTo(bundle ? "cosign bundle" : "cosign tag");
        assertThat(verified.get(0).annotations()).containsEntry("team", "harbour");
        VerificationKey other = TestKeys.publicKey(TestKeys.signing("P-256"));
        assertThatThrownBy(() -> artifact.verify(TrustPolicy.anyOf(CosignVerifier.of(other))))
                .isInstanceOf(UntrustedException.class);
    }

    private void cosignSigns(Signed artifact, boolean bundle, String... more) throws IOException {
        cosign(words(
                        List.of("sign", "--key", "cosign.key", "--use-signing-config=false", "--tlog-upload=false"),
                        List.of("--allow-http-registry", "--yes", "--new-bundle-format=" + bundle),
                        List.of(more),
                        List.of(artifact.pinned())))
                .orFail();
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker", "embedded"})
    void signatures_of_both_programs_are_kept(String registry) throws IOException {
        Signed artifact = artifact(registry);
        SigningKey ours = TestKeys.signing("P-256");

        cosignSigns(artifact, false);
        artifact.sign(CosignSigner.of(ours).withForms(CosignForm.TAG, CosignForm.BUNDLE));
        cosignSigns(artifact, true);

        verify(artifact.pinned(), "--new-bundle-format=false").orFail();
        verify(artifact.pinned()).orFail();
        assertThat(artifact.verify(POLICY)).hasSize(1);
        assertThat(artifact.verify(TrustPolicy.anyOf(CosignVerifier.of(TestKeys.publicKey(ours)))))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "docker, cyclonedx, https://cyclonedx.org/bom",
        "embedded, spdxjson, https://spdx.dev/Document",
        "embedded, slsaprovenance1, https://slsa.dev/provenance/v1",
        "docker, https://example.com/custom, https://example.com/custom",
    })
    void attestations_work_in_both_directions(String registry, String cosignType, String type) throws IOException {
        Signed artifact = artifact(registry);
        String predicate = "{\"buildDefinition\":{\"buildType\":\"x\"},\"runDetails\":{\"builder\":{\"id\":\"y\"}},"
                + "\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"SPDXID\":\"SPDXRef-DOCUMENT\"}";

        artifact.attest(CosignSigner.of(KEY), type, predicate);

        verifyAttestation(artifact, cosignType).orFail();
        assertThat(verifyAttestation(artifact, "vuln").exit()).isNotZero();
        // Cosign accepts an attestation as a signature; Portolan does not.
        assertThatThrownBy(() -> artifact.verify(POLICY))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("not a signature");

        Signed theirs = artifact(registry);
        Files.writeString(work.resolve("predicate.json"), predicate);
        cosign(
                        "attest",
                        "--key",
                        "cosign.key",
                        "--use-signing-config=false",
                        "--tlog-upload=false",
                        "--yes",
                        "--allow-http-registry",
                        "--type",
                        cosignType,
                        "--predicate",
                        "predicate.json",
                        theirs.pinned())
                .orFail();
        List<VerifiedSignature> attestations = theirs.attestations(type, POLICY);
        assertThat(attestations).hasSize(1);
        assertThat(attestations.get(0).predicateType()).contains(type);
        assertThat(new String(attestations.get(0).predicate().orElseThrow(), StandardCharsets.UTF_8))
                .contains("buildType");
        assertThatThrownBy(() -> theirs.verify(POLICY)).isInstanceOf(UntrustedException.class);
        String other = type.equals(PredicateTypes.SPDX) ? PredicateTypes.CYCLONEDX : PredicateTypes.SPDX;
        assertThatThrownBy(() -> theirs.attestations(other, POLICY)).isInstanceOf(UntrustedException.class);
    }

    /** Cosign 1 and 2 signed with SHA-256 on every curve, and that is what cosign 3 verifies unless told otherwise. */
    @ParameterizedTest
    @CsvSource({"P-384, BUNDLE", "P-384, TAG", "P-521, BUNDLE", "P-521, TAG"})
    void both_programs_accept_sha256_on_larger_curves(String kind, CosignForm form) throws IOException {
        KeyPair pair = TestKeys.pair(kind);
        Files.write(
                work.resolve("key.pub"),
                TestKeys.pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        Signed artifact = artifact("docker");

        artifact.sign(CosignSigner.of(new Sha256Key(pair)).withForms(form));

        cosign(
                        "verify",
                        "--key",
                        "key.pub",
                        "--insecure-ignore-tlog",
                        "--allow-http-registry",
                        "--new-bundle-format=" + (form == CosignForm.BUNDLE),
                        artifact.pinned())
                .orFail();
        assertThat(artifact.verify(TrustPolicy.anyOf(CosignVerifier.of(VerificationKey.of(pair.getPublic())))))
                .hasSize(1);
    }

    /** Signs as cosign 1 and 2 did. */
    private record Sha256Key(KeyPair pair) implements SigningKey {
        @Override
        public PublicKey publicKey() {
            return pair.getPublic();
        }

        @Override
        public byte[] sign(SignatureAlgorithm algorithm, byte[] message) {
            return SignatureAlgorithm.ECDSA_P384_SHA256.sign(pair.getPrivate(), message);
        }
    }

    /** The referrers of cosign 2 with COSIGN_EXPERIMENTAL, before there were bundles. */
    @ParameterizedTest
    @ValueSource(strings = {"docker", "embedded"})
    void portolan_verifies_the_tag_form_in_a_referrer(String registry) throws IOException {
        Signed artifact = artifact(registry);

        cosignSigns(artifact, false, "--registry-referrers-mode=oci-1-1", "-a", "team=harbour");

        assertThat(artifact.repository()
                        .manifest(CosignTags.signatures(artifact.manifest().digest())))
                .isEmpty();
        assertThat(artifact.verify(POLICY))
                .singleElement()
                .satisfies(signature -> assertThat(signature.annotations()).containsEntry("team", "harbour"));
        VerificationKey other = TestKeys.publicKey(TestKeys.signing("P-256"));
        assertThatThrownBy(() -> artifact.verify(TrustPolicy.anyOf(CosignVerifier.of(other))))
                .isInstanceOf(UntrustedException.class);
    }

    private Outcome verifyAttestation(Signed artifact, String type) throws IOException {
        return cosign(
                "verify-attestation",
                "--key",
                "cosign.pub",
                "--insecure-ignore-tlog",
                "--allow-http-registry",
                "--type",
                type,
                artifact.pinned());
    }

    @ParameterizedTest
    @ValueSource(strings = {"P-384", "P-521", "RSA2048", "RSA4096", "Ed25519"})
    void keys_of_every_kind_work_in_both_directions(String kind) throws IOException {
        KeyPair pair = TestKeys.pair(kind);
        SigningKey key = SigningKey.of(pair);
        Files.write(
                work.resolve("key.pem"),
                TestKeys.pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        Files.write(
                work.resolve("key.pub"),
                TestKeys.pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        Signed artifact = artifact("docker");
        artifact.sign(CosignSigner.of(key));
        // For the larger curves, cosign must be told which hash goes with its own key.
        String hash = kind.equals("P-384") ? "sha384" : kind.equals("P-521") ? "sha512" : "sha256";
        cosign(
                        "verify",
                        "--key",
                        "key.pub",
                        "--insecure-ignore-tlog",
                        "--allow-http-registry",
                        "--signature-digest-algorithm",
                        hash,
                        artifact.pinned())
                .orFail();

        Signed theirs = artifact("docker");
        cosign("import-key-pair", "--key", "key.pem", "--output-key-prefix", "imported")
                .orFail();
        cosign(
                        "sign",
                        "--key",
                        "imported.key",
                        "--use-signing-config=false",
                        "--tlog-upload=false",
                        "--yes",
                        "--allow-http-registry",
                        theirs.pinned())
                .orFail();
        VerificationKey verifies = TestKeys.publicKey(key);
        assertThat(theirs.verify(TrustPolicy.anyOf(CosignVerifier.of(verifies))))
                .hasSize(1);
    }
}
