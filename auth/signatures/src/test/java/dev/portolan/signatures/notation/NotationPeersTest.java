package dev.portolan.signatures.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.UntrustedException;
import dev.portolan.http.HttpTransport;
import dev.portolan.model.Reference;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.signature.VerifiedSignature;
import dev.portolan.signatures.Signed;
import dev.portolan.signatures.SigningKey;
import dev.portolan.signatures.TestKeys;
import dev.portolan.testkit.junit.DockerRegistryExtension;
import dev.portolan.testkit.peer.PeerProgram;
import dev.portolan.testkit.peer.PeerProgram.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notation verifies our signatures at the level strict, and Portolan verifies those of notation. */
class NotationPeersTest {
    @RegisterExtension
    static final DockerRegistryExtension DOCKER = DockerRegistryExtension.create();

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

    private Outcome notation(String... arguments) {
        return PeerProgram.require("notation")
                .in(work)
                .with("HOME", work.toString())
                .with("XDG_CONFIG_HOME", work.resolve("config").toString())
                .run(arguments);
    }

    private Path configuration() {
        return work.resolve("config/notation");
    }

    private void trust(String store, X509Certificate certificate, String identity) throws Exception {
        Path directory = Files.createDirectories(configuration().resolve("truststore/x509/ca/" + store));
        Files.write(directory.resolve("root.pem"), TestKeys.pem("CERTIFICATE", certificate.getEncoded()));
        policy(store, identity);
    }

    private void policy(String store, String identity) throws IOException {
        Path file = Files.writeString(
                Files.createDirectories(configuration()).resolve("import.json"),
                NotationTest.policy("strict", "\"ca:" + store + "\"", "\"" + identity + "\""));
        notation("policy", "import", "--force", file.toString()).orFail();
    }

    private NotationPolicy ours() throws IOException {
        Path oci = configuration().resolve("trustpolicy.oci.json");
        Path file = Files.exists(oci) ? oci : configuration().resolve("trustpolicy.json");
        return NotationPolicy.parse(Files.readAllBytes(file), NotationTrustStore.directory(configuration()));
    }

    @ParameterizedTest
    @CsvSource({
        "docker, JWS, P-256", "docker, COSE, P-256", "embedded, JWS, P-384", "embedded, COSE, P-384",
        "docker, JWS, P-521", "docker, COSE, P-521", "docker, JWS, RSA2048", "docker, COSE, RSA2048",
        "embedded, JWS, RSA3072", "embedded, COSE, RSA4096",
    })
    void notation_verifies_our_signatures(String registry, NotationFormat format, String kind) throws Exception {
        Signed artifact = artifact(registry);
        TestCertificates.Identity signer = TestCertificates.chain(kind);
        trust("own", signer.root(), "x509.subject: C=US, ST=WA, O=Example");
        assertThat(notation("verify", "--insecure-registry", artifact.pinned()).exit())
                .isNotZero();

        artifact.sign(signer.signer().withFormat(format).withLifetime(Duration.ofDays(1)), Map.of("team", "harbour"));

        notation("verify", "--insecure-registry", "-m", "team=harbour", artifact.pinned())
                .orFail();
        assertThat(notation("list", "--insecure-registry", artifact.pinned())
                        .orFail()
                        .out())
                .contains("sha256:");
        VerifiedSignature verified = artifact.verify(ours()).get(0);
        assertThat(verified.signer()).contains("CN=signer");
        assertThat(verified.annotations()).containsEntry("team", "harbour");
    }

    @ParameterizedTest
    @CsvSource({"docker, jws", "docker, cose", "embedded, jws", "embedded, cose"})
    void portolan_verifies_signatures_of_notation(String registry, String format) throws Exception {
        Signed artifact = artifact(registry);
        notation("cert", "generate-test", "--default", "wabbit-networks.io").orFail();
        policy("wabbit-networks.io", "*");
        assertThatThrownBy(() -> artifact.verify(ours())).isInstanceOf(UntrustedException.class);

        notation(
                        "sign",
                        "--insecure-registry",
                        "--signature-format",
                        format,
                        "--expiry",
                        "24h",
                        "-m",
                        "team=harbour",
                        artifact.pinned())
                .orFail();

        VerifiedSignature verified = artifact.verify(ours()).get(0);
        assertThat(verified.format()).isEqualToIgnoringCase("notation " + format);
        assertThat(verified.annotations()).containsEntry("team", "harbour");
        assertThat(verified.notes()).isEmpty();
        trust("other", TestCertificates.selfSigned("P-256").root(), "*");
        assertThatThrownBy(() -> artifact.verify(ours()))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("none of its authorities");
    }

    /** What notation accepts as an anchor of trust, and in a signer's certificate. */
    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "2, true"})
    void both_programs_trust_the_same_certificates_of_a_chain(int trusted, boolean accepted) throws Exception {
        Signed artifact = artifact("embedded");
        byte[] signingAndNonRepudiation = TestCertificates.tagged(0x03, new byte[] {6, (byte) 0xc0});
        TestCertificates.Identity signer = TestCertificates.chain(
                "P-256",
                new TestCertificates.Draft("CN=signer,C=US,ST=WA,O=Example")
                        .extension(TestCertificates.KEY_USAGE, true, signingAndNonRepudiation));
        artifact.sign(signer.signer());
        trust("own", signer.chain().get(trusted), "*");

        assertThat(notation("verify", "--insecure-registry", artifact.pinned()).exit() == 0)
                .isEqualTo(accepted);
        if (accepted) {
            assertThat(artifact.verify(ours())).hasSize(1);
        } else {
            assertThatThrownBy(() -> artifact.verify(ours())).isInstanceOf(UntrustedException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"docker", "embedded"})
    void portolan_signs_with_a_key_made_by_notation(String registry) throws Exception {
        Signed artifact = artifact(registry);
        notation("cert", "generate-test", "--default", "wabbit-networks.io").orFail();
        policy("wabbit-networks.io", "*");
        Path keys = configuration().resolve("localkeys");
        String pkcs8 = Files.readString(keys.resolve("wabbit-networks.io.key"));
        assertThat(pkcs8).contains("BEGIN PRIVATE KEY");
        SigningKey key = SigningKey.parse(pkcs8.getBytes(StandardCharsets.US_ASCII), new char[0]);
        List<X509Certificate> chain =
                NotationTrustStore.parse(Files.readAllBytes(keys.resolve("wabbit-networks.io.crt")), "test");

        artifact.sign(NotationSigner.of(key, chain));

        notation("verify", "--insecure-registry", artifact.pinned()).orFail();
        assertThat(artifact.verify(ours())).hasSize(1);
    }
}
