package dev.portolan.signatures.notation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.copy.CopyOptions;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.http.HttpTransport;
import dev.portolan.model.Reference;
import dev.portolan.port.Repository;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.signature.PredicateTypes;
import dev.portolan.signature.TrustPolicy;
import dev.portolan.signatures.Signed;
import dev.portolan.signatures.SigningKey;
import dev.portolan.signatures.TestKeys;
import dev.portolan.signatures.cosign.CosignSigner;
import dev.portolan.signatures.cosign.CosignVerifier;
import dev.portolan.testkit.junit.DockerRegistryExtension;
import dev.portolan.testkit.peer.PeerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Signed offline in a layout, carried in one tar, pushed to two registries: cosign and notation verify it there. Their
 * signatures in a registry take the opposite way.
 */
class SignaturesTravelTest {
    @RegisterExtension
    static final DockerRegistryExtension DOCKER = DockerRegistryExtension.create();

    private static final CopyOptions WITH_REFERRERS =
            CopyOptions.builder().referrers(true).build();
    private static final SigningKey KEY =
            SigningKey.parse(TestKeys.resource("/dev/portolan/signatures/cosign.key"), "secret".toCharArray());
    private static final TrustPolicy BY_KEY = TrustPolicy.anyOf(CosignVerifier.of(TestKeys.publicKey(KEY)));

    @TempDir
    Path work;

    private final OciClient client =
            OciClient.of(HttpTransport.create(), LayoutTransport.create(), OciArchiveTransport.create());

    private String layout() {
        return "oci-layout:" + work.resolve("layout") + ":v1";
    }

    private String tar() {
        return "oci-archive:" + work.resolve("carried.tar") + ":v1";
    }

    private PeerProgram cosign() throws IOException {
        for (String file : new String[] {"cosign.key", "cosign.pub"}) {
            Files.write(work.resolve(file), TestKeys.resource("/dev/portolan/signatures/" + file));
        }
        return PeerProgram.require("cosign")
                .in(work)
                .with("HOME", work.toString())
                .with("COSIGN_PASSWORD", "secret");
    }

    private PeerProgram notation() {
        return PeerProgram.require("notation")
                .in(work)
                .with("HOME", work.toString())
                .with("XDG_CONFIG_HOME", work.resolve("config").toString());
    }

    private void importPolicy(String store) throws IOException {
        Path file = Files.writeString(
                work.resolve("policy.json"), NotationTest.policy("strict", "\"ca:" + store + "\"", "\"*\""));
        notation().run("policy", "import", "--force", file.toString()).orFail();
    }

    @Test
    void offline_signatures_are_verified_by_others_in_two_registries() throws Exception {
        TestCertificates.Identity signer = TestCertificates.chain("P-256");
        try (Repository repository = client.open(layout())) {
            Signed artifact = Signed.of(repository, Reference.parse(layout()));
            artifact.sign(CosignSigner.of(KEY));
            artifact.attest(CosignSigner.of(KEY), PredicateTypes.CYCLONEDX, "{\"bomFormat\":\"CycloneDX\"}");
            artifact.sign(signer.signer());
            artifact.sign(signer.signer().withFormat(NotationFormat.COSE));
        }
        client.at(layout()).with(WITH_REFERRERS.requiring(BY_KEY)).copyTo(tar());
        Path roots = Files.createDirectories(work.resolve("config/notation/truststore/x509/ca/own"));
        Files.write(
                roots.resolve("root.pem"),
                TestKeys.pem("CERTIFICATE", signer.root().getEncoded()));
        importPolicy("own");

        try (RegistryServer embedded = RegistryServer.start()) {
            for (String host : new String[] {DOCKER.host(), embedded.host()}) {
                String reference = host + "/arrived:v1";
                client.at(tar()).with(WITH_REFERRERS.requiring(BY_KEY)).copyTo(reference);
                String pinned =
                        host + "/arrived@" + client.at(reference).resolve().digest();

                cosign().run("verify", "--key", "cosign.pub", "--insecure-ignore-tlog", "--allow-http-registry", pinned)
                        .orFail();
                cosign().run(
                                "verify-attestation",
                                "--key",
                                "cosign.pub",
                                "--insecure-ignore-tlog",
                                "--allow-http-registry",
                                "--type",
                                "cyclonedx",
                                pinned)
                        .orFail();
                notation().run("verify", "--insecure-registry", pinned).orFail();
            }
        }
    }

    @Test
    void signatures_of_other_programs_are_verified_in_a_layout_and_in_a_tar() throws Exception {
        String reference = DOCKER.host() + "/theirs:v1";
        String pinned;
        try (Repository repository = client.open(reference)) {
            pinned = Signed.of(repository, Reference.parse(reference)).pinned();
        }
        cosign().run(
                        "sign",
                        "--key",
                        "cosign.key",
                        "--use-signing-config=false",
                        "--tlog-upload=false",
                        "--allow-http-registry",
                        "--yes",
                        pinned)
                .orFail();
        Files.writeString(work.resolve("predicate.json"), "{\"SPDXID\":\"SPDXRef-DOCUMENT\"}");
        cosign().run(
                        "attest",
                        "--key",
                        "cosign.key",
                        "--use-signing-config=false",
                        "--tlog-upload=false",
                        "--allow-http-registry",
                        "--yes",
                        "--type",
                        "spdxjson",
                        "--predicate",
                        "predicate.json",
                        pinned)
                .orFail();
        notation().run("cert", "generate-test", "--default", "theirs").orFail();
        importPolicy("theirs");
        notation().run("sign", "--insecure-registry", pinned).orFail();
        NotationPolicy byCertificate = NotationPolicy.parse(
                        Files.readAllBytes(work.resolve("policy.json")),
                        NotationTrustStore.directory(work.resolve("config/notation")))
                .withScope("any/scope");

        client.at(reference).with(WITH_REFERRERS.requiring(BY_KEY)).copyTo(layout());
        client.at(layout()).with(WITH_REFERRERS.requiring(byCertificate)).copyTo(tar());

        for (String place : new String[] {layout(), tar()}) {
            try (Repository repository = client.open(place)) {
                Signed arrived = new Signed(
                        repository, Reference.parse(place), client.at(place).resolve());
                assertThat(arrived.verify(BY_KEY)).hasSize(1);
                assertThat(arrived.verify(byCertificate)).hasSize(1);
                assertThat(arrived.attestations(PredicateTypes.SPDX, BY_KEY)).hasSize(1);
            }
        }
    }
}
