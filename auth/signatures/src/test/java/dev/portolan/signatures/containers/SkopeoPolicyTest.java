package dev.portolan.signatures.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.http.HttpTransport;
import dev.portolan.model.Reference;
import dev.portolan.port.Repository;
import dev.portolan.signatures.Signed;
import dev.portolan.signatures.SigningKey;
import dev.portolan.signatures.TestKeys;
import dev.portolan.signatures.cosign.CosignForm;
import dev.portolan.signatures.cosign.CosignSigner;
import dev.portolan.testkit.junit.DockerRegistryExtension;
import dev.portolan.testkit.peer.PeerProgram;
import dev.portolan.testkit.peer.PeerProgram.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Skopeo with a policy.json accepts our signatures in the tag form, and so does Portolan with the same file. */
class SkopeoPolicyTest {
    @RegisterExtension
    static final DockerRegistryExtension DOCKER = DockerRegistryExtension.create();

    @TempDir
    Path work;

    @Test
    void skopeo_accepts_our_tag_form_under_the_same_policy() throws IOException {
        SigningKey key = TestKeys.signing("P-256");
        Path file = Files.write(
                work.resolve("key.pub"),
                TestKeys.pem("PUBLIC KEY", key.publicKey().getEncoded()));
        Path policy = Files.writeString(work.resolve("policy.json"), """
                {"default":[{"type":"reject"}],"transports":{"docker":{"%s":[
                 {"type":"sigstoreSigned","keyPath":"%s","signedIdentity":{"type":"matchRepository"}}]}}}
                """.formatted(DOCKER.host(), file));
        Files.writeString(
                Files.createDirectory(work.resolve("registries.d")).resolve("default.yaml"),
                "default-docker:\n  use-sigstore-attachments: true\n");
        Reference reference = Reference.parse(DOCKER.host() + "/app:v1");
        try (HttpTransport transport = HttpTransport.create();
                Repository repository = transport.open(reference)) {
            Signed artifact = Signed.of(repository, reference);
            assertThat(copy(policy, "unsigned").exit()).isNotZero();

            artifact.sign(CosignSigner.of(key).withForms(CosignForm.TAG, CosignForm.BUNDLE));

            assertThat(artifact.verify(ContainersPolicy.parse(Files.readAllBytes(policy))))
                    .hasSize(1);
            Outcome copied = copy(policy, "signed");
            // Debian builds it without.
            Assumptions.assumeFalse(copied.err().contains("sigstore disabled"), "this skopeo knows no sigstore");
            copied.orFail();
        }
    }

    private Outcome copy(Path policy, String into) {
        return PeerProgram.require("skopeo")
                .run(
                        "--policy",
                        policy.toString(),
                        "--registries.d",
                        work.resolve("registries.d").toString(),
                        "copy",
                        "--src-tls-verify=false",
                        "--remove-signatures", // newer versions copy them too, which a layout does not take
                        "docker://" + DOCKER.host() + "/app:v1",
                        "oci:" + work.resolve(into) + ":v1");
    }
}
