package dev.portolan.signatures.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.error.UntrustedException;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Reference;
import dev.portolan.port.Deletes;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.signature.PredicateTypes;
import dev.portolan.signature.VerifiedSignature;
import dev.portolan.signatures.Signed;
import dev.portolan.signatures.notation.TestCertificates.Draft;
import dev.portolan.signatures.notation.TestCertificates.Identity;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trust policies of the Notary Project: levels, scopes, identities, expiry and the rules for certificates. */
class NotationTest {
    private final Signed artifact = signedIn("example.com/app");

    static String policy(String level, String stores, String identities) {
        return """
                {"version":"1.0","trustPolicies":[{"name":"all","registryScopes":["*"],
                 "signatureVerification":{"level":"%s"},"trustStores":[%s],"trustedIdentities":[%s]}]}
                """.formatted(level, stores, identities);
    }

    private static Signed signedIn(String repository) {
        Reference reference = Reference.parse(repository + ":v1");
        return Signed.of(InMemoryTransport.asRegistry().open(reference), reference);
    }

    private static NotationPolicy parse(String json, X509Certificate... trusted) {
        return NotationPolicy.parse(
                json.getBytes(StandardCharsets.UTF_8), NotationTrustStore.of(Map.of("ca:own", List.of(trusted))));
    }

    private static NotationPolicy policy(String level, Identity trusted) {
        return parse(policy(level, "\"ca:own\"", "\"*\""), trusted.root());
    }

    @ParameterizedTest
    @EnumSource
    void a_chain_that_ends_in_a_trusted_root_is_accepted(NotationFormat format) {
        Identity signer = TestCertificates.chain("P-256");

        artifact.sign(signer.signer().withFormat(format), Map.of("k", "v"));

        VerifiedSignature verified = artifact.verify(policy("strict", signer)).get(0);
        assertThat(verified.format()).isEqualTo("notation " + format);
        assertThat(verified.annotations()).containsEntry("k", "v");
        assertThat(verified.manifest()).isEqualTo(artifact.manifest().digest());
    }

    @ParameterizedTest
    @EnumSource
    void a_self_signed_certificate_needs_no_chain(NotationFormat format) {
        Identity signer = TestCertificates.selfSigned("RSA2048");

        artifact.sign(signer.signer().withFormat(format));

        assertThat(artifact.verify(policy("strict", signer))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void another_root_is_refused_and_only_logged_by_audit(NotationFormat format) {
        artifact.sign(TestCertificates.chain("P-256").signer().withFormat(format));
        Identity other = TestCertificates.chain("P-256");

        assertThatThrownBy(() -> artifact.verify(policy("strict", other)))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("none of its authorities is in a trust store of the policy");
        assertThatThrownBy(() -> artifact.verify(policy("permissive", other))).isInstanceOf(UntrustedException.class);
        assertThat(artifact.verify(policy("audit", other)).get(0).notes())
                .containsExactly("not enforced: none of its authorities is in a trust store of the policy");
    }

    @Test
    void an_unsigned_artifact_is_refused_at_every_level_except_skip() {
        Identity signer = TestCertificates.chain("P-256");
        for (String level : List.of("strict", "permissive", "audit")) {
            assertThatThrownBy(() -> artifact.verify(policy(level, signer))).isInstanceOf(UntrustedException.class);
        }
        NotationPolicy skip = parse(
                "{\"version\":\"1.0\",\"trustPolicies\":[{\"name\":\"s\",\"registryScopes\":[\"example.com/app\"],"
                        + "\"signatureVerification\":{\"level\":\"skip\"}}]}");
        assertThat(artifact.verify(skip)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void an_expired_signature_is_refused_by_strict_and_logged_by_permissive(NotationFormat format) {
        Identity signer = TestCertificates.chain("P-256");
        artifact.sign(signer.signer().withFormat(format).withLifetime(Duration.ofHours(1)));
        Clock later = Clock.fixed(Instant.now().plus(Duration.ofHours(2)), ZoneOffset.UTC);

        assertThat(artifact.verify(policy("strict", signer))).hasSize(1);
        assertThatThrownBy(() -> artifact.verify(policy("strict", signer).withClock(later)))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("the signature expired");
        assertThat(artifact.verify(policy("permissive", signer).withClock(later))
                        .get(0)
                        .notes())
                .hasSize(1);
    }

    @Test
    void an_expired_certificate_is_refused_by_strict() {
        Identity signer = TestCertificates.chain("P-256");
        artifact.sign(signer.signer());
        Clock later = Clock.fixed(Instant.now().plus(Duration.ofDays(60)), ZoneOffset.UTC);

        assertThatThrownBy(() -> artifact.verify(policy("strict", signer).withClock(later)))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("not valid now");
        assertThat(artifact.verify(policy("audit", signer).withClock(later))
                        .get(0)
                        .notes())
                .hasSize(1);
    }

    @Test
    void strict_refuses_a_certificate_whose_revocation_is_unchecked() {
        byte[] lists = TestCertificates.tagged(0x30, TestCertificates.tagged(0x30));
        Identity signer = TestCertificates.chain(
                "P-256", new Draft("CN=signer,C=US,ST=WA,O=Example").leaf().extension("2.5.29.31", false, lists));
        artifact.sign(signer.signer());

        assertThatThrownBy(() -> artifact.verify(policy("strict", signer)))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("revoked was not checked");
        assertThat(artifact.verify(policy("permissive", signer)).get(0).notes()).hasSize(1);
        NotationPolicy skipping = parse(
                policy("strict", "\"ca:own\"", "\"*\"")
                        .replace("\"strict\"}", "\"strict\",\"override\":{\"revocation\":\"skip\"}}"),
                signer.root());
        assertThat(artifact.verify(skipping).get(0).notes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    C=US, ST=WA, O=Example            | true
                    C=US, S=WA, O=Example, CN=signer  | true
                    C=US, ST=WA, O=Other              | false
                    C=US, ST=WA, O=Example, CN=other  | false
                    C=US, ST=WA, O=Example, OU=team   | false
                    """)
    void the_signer_must_be_a_trusted_identity(String identity, boolean accepted) {
        Identity signer = TestCertificates.chain("P-256");
        artifact.sign(signer.signer());
        NotationPolicy policy =
                parse(policy("strict", "\"ca:own\"", "\"x509.subject: " + identity + "\""), signer.root());

        if (accepted) {
            assertThat(artifact.verify(policy)).hasSize(1);
        } else {
            assertThatThrownBy(() -> artifact.verify(policy))
                    .isInstanceOf(UntrustedException.class)
                    .hasMessageContaining("not a trusted identity");
        }
    }

    @Test
    void the_exact_scope_comes_before_the_wildcard_and_no_policy_is_a_refusal() {
        Identity signer = TestCertificates.chain("P-256");
        Identity other = TestCertificates.chain("P-256");
        artifact.sign(signer.signer());
        String both = """
                {"version":"1.0","trustPolicies":[
                 {"name":"all","registryScopes":["*"],"signatureVerification":{"level":"strict"},
                  "trustStores":["ca:other"],"trustedIdentities":["*"]},
                 {"name":"app","registryScopes":["example.com/app"],"signatureVerification":{"level":"strict"},
                  "trustStores":["ca:own"],"trustedIdentities":["*"]}]}
                """;
        NotationTrustStore stores =
                NotationTrustStore.of(Map.of("ca:own", List.of(signer.root()), "ca:other", List.of(other.root())));

        assertThat(artifact.verify(NotationPolicy.parse(both.getBytes(StandardCharsets.UTF_8), stores)))
                .hasSize(1);
        NotationPolicy elsewhere = NotationPolicy.parse(
                both.replace("\"*\"],\"signature", "\"example.com/else\"],\"signature")
                        .replace("example.com/app", "example.com/other")
                        .getBytes(StandardCharsets.UTF_8),
                stores);
        assertThatThrownBy(() -> artifact.verify(elsewhere))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("no trust policy applies to \"example.com/app\"");
        assertThat(artifact.verify(elsewhere.withScope("example.com/other"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com/app", "localhost:5000/a/b_c", "local/layout", "EXAMPLE.com/a--b.c"})
    void a_scope_is_a_repository_with_its_host(String scope) {
        Identity signer = TestCertificates.chain("P-256");
        artifact.sign(signer.signer());
        String json = policy("strict", "\"ca:own\"", "\"*\"").replace("[\"*\"],", "[\"" + scope + "\"],");

        assertThat(artifact.verify(parse(json, signer.root()).withScope(scope))).hasSize(1);
    }

    /** An intermediate authority may be trusted in place of its root; the certificate of a signer may not. */
    @Test
    void any_authority_of_the_chain_may_be_trusted_but_not_the_leaf() {
        Identity signer = TestCertificates.chain("P-256");
        artifact.sign(signer.signer());
        String strict = policy("strict", "\"ca:own\"", "\"*\"");

        assertThat(artifact.verify(parse(strict, signer.chain().get(1)))).hasSize(1);
        assertThatThrownBy(() -> artifact.verify(parse(strict, signer.chain().get(0))))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("none of its authorities");
    }

    /** The annotation is not signed, and other programs write it in upper case. */
    @Test
    void thumbprints_are_not_verified() {
        Identity signer = TestCertificates.chain("P-256");
        Descriptor written = artifact.sign(signer.signer()).get(0);
        ImageManifest honest =
                (ImageManifest) artifact.repository().manifest(written.digest()).orElseThrow();
        ImageManifest other = ImageManifest.builder()
                .artifactType(NotationEnvelope.ARTIFACT_TYPE)
                .layers(honest.layers())
                .subject(honest.subject().orElseThrow())
                .annotation("io.cncf.notary.x509chain.thumbprint#S256", "[\"ABCD\"]")
                .build();
        ((Deletes) artifact.repository()).deleteManifest(written.digest());
        artifact.repository().put(other.digest(), other);

        assertThat(artifact.verify(policy("strict", signer))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "strict, authenticity, log, true",
        "audit, authenticity, enforce, false",
        "audit, expiry, enforce, true",
        "strict, expiry, log, false",
    })
    void one_check_of_a_level_can_be_overridden(String level, String check, String action, boolean accepted) {
        Identity other = TestCertificates.chain("P-256");
        artifact.sign(TestCertificates.chain("P-256").signer());
        NotationPolicy policy = parse(
                policy(level, "\"ca:own\"", "\"*\"")
                        .replace(
                                "\"" + level + "\"}",
                                "\"" + level + "\",\"override\":{\"" + check + "\":\"" + action + "\"}}"),
                other.root());

        if (accepted) {
            assertThat(artifact.verify(policy).get(0).notes()).hasSize(1);
        } else {
            assertThatThrownBy(() -> artifact.verify(policy)).isInstanceOf(UntrustedException.class);
        }
    }

    /** Which of two units is meant, nobody can say. */
    @Test
    void a_signer_with_an_ambiguous_name_is_not_a_trusted_identity() {
        Identity signer = TestCertificates.chain("P-256", new Draft("OU=a,OU=b,C=US,ST=WA,O=Example").leaf());
        artifact.sign(signer.signer());
        String json = policy("strict", "\"ca:own\"", "\"x509.subject: C=US, ST=WA, O=Example\"");

        assertThatThrownBy(() -> artifact.verify(parse(json, signer.root())))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("its signer's name is invalid");
        assertThat(artifact.verify(policy("strict", signer))).hasSize(1);
    }

    @Test
    void timestamps_after_expiry_are_not_required_before() {
        Identity signer = TestCertificates.chain("P-256");
        artifact.sign(signer.signer());
        NotationPolicy policy = parse(
                policy("strict", "\"ca:own\",\"tsa:t\"", "\"*\"")
                        .replace("\"strict\"}", "\"strict\",\"verifyTimestamp\":\"afterCertExpiry\"}"),
                signer.root());
        Clock later = Clock.fixed(Instant.now().plus(Duration.ofDays(60)), ZoneOffset.UTC);

        assertThat(artifact.verify(policy)).hasSize(1);
        assertThatThrownBy(() -> artifact.verify(policy.withClock(later))).isInstanceOf(UntrustedException.class);
    }

    @Test
    void a_signature_whose_certificate_is_not_yet_valid_is_refused_by_strict() {
        Identity signer = TestCertificates.chain("P-256");
        artifact.sign(signer.signer());
        Clock before = Clock.fixed(Instant.now().minus(Duration.ofDays(2)), ZoneOffset.UTC);

        assertThatThrownBy(() -> artifact.verify(policy("strict", signer).withClock(before)))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("not valid now");
    }

    @Test
    void policies_and_scopes_occur_once() {
        String one = "{\"name\":\"%s\",\"registryScopes\":[\"%s\"],\"signatureVerification\":{\"level\":\"skip\"}}";
        for (String[] pair : new String[][] {{"a", "x.org/a", "a", "x.org/b"}, {"a", "x.org/a", "b", "x.org/a"}}) {
            String json = "{\"version\":\"1.0\",\"trustPolicies\":[" + one.formatted(pair[0], pair[1]) + ","
                    + one.formatted(pair[2], pair[3]) + "]}";
            assertThatThrownBy(() -> parse(json))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("occurs twice");
        }
    }

    @Test
    void a_signature_has_the_thumbprints_of_all_certificates() throws Exception {
        Identity signer = TestCertificates.chain("P-256");
        Descriptor written = artifact.sign(signer.signer()).get(0);
        StringJoiner thumbprints = new StringJoiner(",", "[", "]");
        for (X509Certificate certificate : signer.chain()) {
            thumbprints.add("\"" + Digest.sha256(certificate.getEncoded()).hex() + "\"");
        }

        assertThat(artifact.repository()
                        .manifest(written.digest())
                        .orElseThrow()
                        .annotations())
                .containsEntry("io.cncf.notary.x509chain.thumbprint#S256", thumbprints.toString());
    }

    @Test
    void a_lifetime_is_more_than_zero() {
        NotationSigner signer = TestCertificates.chain("P-256").signer();

        for (Duration bad : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThatThrownBy(() -> signer.withLifetime(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_manifest_of_another_kind_or_with_two_layers_is_not_a_signature() {
        Identity signer = TestCertificates.chain("P-256");
        Descriptor written = artifact.sign(signer.signer()).get(0);
        ImageManifest honest =
                (ImageManifest) artifact.repository().manifest(written.digest()).orElseThrow();
        assertThat(honest.annotations()).containsKeys("io.cncf.notary.x509chain.thumbprint#S256", Annotations.CREATED);
        ((Deletes) artifact.repository()).deleteManifest(written.digest());
        ImageManifest two = ImageManifest.builder()
                .artifactType(NotationEnvelope.ARTIFACT_TYPE)
                .layers(honest.layers())
                .layers(honest.layers())
                .subject(artifact.manifest())
                .build();
        artifact.repository().put(two.digest(), two);
        assertThatThrownBy(() -> artifact.verify(policy("strict", signer)))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("its manifest has 2 layers");
        ((Deletes) artifact.repository()).deleteManifest(two.digest());
        ImageManifest untyped = ImageManifest.builder()
                .layers(honest.layers())
                .subject(artifact.manifest())
                .build();
        artifact.repository().put(untyped.digest(), untyped);
        assertThatThrownBy(() -> artifact.verify(policy("strict", signer)))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("it is not signed");
    }

    @Test
    void one_bad_signature_does_not_hide_a_good_one() {
        Identity signer = TestCertificates.chain("P-256");
        artifact.sign(TestCertificates.chain("P-256").signer());
        artifact.sign(signer.signer());
        artifact.sign(TestCertificates.chain("P-256").signer());

        assertThat(artifact.verify(policy("strict", signer))).hasSize(1);
    }

    @Test
    void an_unsupported_feature_is_a_typed_error() {
        Identity signer = TestCertificates.chain("P-256");
        assertThatThrownBy(() -> artifact.attestations(PredicateTypes.SPDX, policy("strict", signer)))
                .isInstanceOf(UnsupportedException.class);
        assertThatThrownBy(() -> artifact.attest(signer.signer(), PredicateTypes.SPDX, "{}"))
                .isInstanceOf(UnsupportedException.class);
        assertThatThrownBy(
                        () -> artifact.verify(parse(policy("strict", "\"ca:own\",\"tsa:t\"", "\"*\""), signer.root())))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("RFC 3161");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"version\":\"1.0\",\"trustPolicies\":[]}",
                "{\"version\":\"2.0\",\"trustPolicies\":[{}]}",
                "{\"version\":\"1.0\",\"version\":\"1.0\",\"trustPolicies\":[{}]}",
            })
    void a_malformed_policy_is_refused(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(InvalidConfigurationException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "name"                 | "nome"
                    "level":"strict"       | "level":"stritc"
                    "level":"strict"       | "level":"skip"
                    "level":"strict"       | "level":"strict","extra":1
                    "level":"strict"       | "level":"strict","override":{"integrity":"log"}
                    "level":"strict"       | "level":"strict","override":{"expiry":"skip"}
                    "level":"strict"       | "level":"strict","verifyTimestamp":"never"
                    ["*"],                 | ["*","example.com/a"],
                    "registryScopes":["*"] | "registryScopes":[]
                    "registryScopes":["*"] | "registryScopes":["example.com/*"]
                    "registryScopes":["*"] | "registryScopes":["*.example.com/app"]
                    "registryScopes":["*"] | "registryScopes":["example.com"]
                    "registryScopes":["*"] | "registryScopes":["example.com/"]
                    "registryScopes":["*"] | "registryScopes":["example.com/app:v1"]
                    "registryScopes":["*"] | "registryScopes":["example.com/app/"]
                    "registryScopes":["*"] | "registryScopes":["https://example.com/app"]
                    "registryScopes":["*"] | "registryScopes":["example.com/App"]
                    "registryScopes":["*"] | "registryScopes":[""]
                    "ca:own"               | "own"
                    "ca:own"               | "xx:own"
                    "ca:own"               | "ca:"
                    "trustStores":["ca:own"], | ''
                    "trustedIdentities":["*"] | "trustedIdentities":["*","x509.subject:C=US,ST=WA,O=E"]
                    "trustedIdentities":["*"] | "trustedIdentities":["x509.subject:C=US,O=E"]
                    "trustedIdentities":["*"] | "trustedIdentities":["x509.subject:"]
                    "trustedIdentities":["*"] | "trustedIdentities":["someone"]
                    "trustedIdentities":["*"] | "trustedIdentities":["x509.subject:C=US,C=DE,ST=WA,O=E"]
                    """)
    void a_policy_with_unknown_or_missing_members_is_refused(String good, String bad) {
        String policy = policy("strict", "\"ca:own\"", "\"*\"");
        assertThat(policy).contains(good);

        assertThatThrownBy(() -> parse(policy.replace(good, bad))).isInstanceOf(InvalidConfigurationException.class);
    }
}
