package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Signing, attesting and verifying from the command line, and copies that a policy refuses. */
class SignatureCommandsTest {
    @TempDir
    Path work;

    private RegistryServer server;
    private String app;
    private Path key;
    private Path publicKey;
    private Path passphrase;

    @BeforeEach
    void push_an_artifact() throws IOException {
        server = RegistryServer.start();
        app = server.host() + "/team/app:v1";
        key = resource("cosign.key");
        publicKey = resource("cosign.pub");
        passphrase = Files.writeString(work.resolve("passphrase"), "secret\n");
        Path file = Files.writeString(work.resolve("file.txt"), "content");
        Cli.ok("push", app, file);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Path resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(name))) {
            return Files.write(work.resolve(name), in.readAllBytes());
        }
    }

    private Cli sign(Object... more) {
        Object[] words = new Object[6 + more.length];
        System.arraycopy(new Object[] {"sign", app, "--key", key, "--passphrase-file", passphrase}, 0, words, 0, 6);
        System.arraycopy(more, 0, words, 6, more.length);
        return Cli.ok(words);
    }

    private Path policy(String requirement) throws IOException {
        return Files.writeString(work.resolve("policy.json"), "{\"default\":[" + requirement + "]}");
    }

    private Path signedPolicy() throws IOException {
        return policy("{\"type\":\"sigstoreSigned\",\"keyPath\":\"" + publicKey
                + "\",\"signedIdentity\":{\"type\":\"matchRepository\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bundle", "tag", "both"})
    void a_signed_artifact_is_verified(String format) throws IOException {
        Cli unsigned = Cli.run("verify", app, "--key", publicKey);
        assertThat(unsigned.exit()).isEqualTo(4);
        assertThat(unsigned.err()).contains("no trusted signature", "it is not signed");

        Cli signed = sign("--format", format, "-a", "team=harbour");

        assertThat(signed.out().lines())
                .hasSize(format.equals("both") ? 2 : 1)
                .allMatch(line -> line.startsWith("Digest: "));
        Cli verified = Cli.ok("verify", app, "--key", publicKey, "-a", "team=harbour");
        assertThat(verified.out()).contains("Digest: sha256:", "Verified: cosign", "by key sha256:", "team=harbour");
        assertThat(Cli.ok("verify", app, "--key", publicKey, "--json").out()).contains("\"signer\"", "\"digest\"");
        assertThat(Cli.run("verify", app, "--key", publicKey, "-a", "team=other")
                        .exit())
                .isEqualTo(4);
        Cli.ok("verify", app, "--policy", signedPolicy());
    }

    @Test
    void an_error_in_a_key_or_policy_names_its_file() throws IOException {
        Path broken = Files.writeString(work.resolve("broken.pem"), "no key");
        Path policy = Files.writeString(work.resolve("broken.json"), "{}");

        assertThat(Cli.run("sign", app, "--key", broken).err()).startsWith("portolan: " + broken + ": ");
        assertThat(Cli.run("verify", app, "--key", broken).err()).startsWith("portolan: " + broken + ": ");
        assertThat(Cli.run("verify", app, "--policy", policy).err()).startsWith("portolan: " + policy + ": ");
    }

    @Test
    void an_unsigned_artifact_is_neither_pulled_nor_copied_with_a_policy() throws IOException {
        Path out = work.resolve("out");
        Path layout = work.resolve("layout");

        Cli pull = Cli.run("pull", app, "-o", out, "--policy", signedPolicy());
        Cli copy = Cli.run("copy", app, "oci-layout:" + layout + ":v1", "--key", publicKey);

        assertThat(pull.exit()).isEqualTo(4);
        assertThat(copy.exit()).isEqualTo(4);
        assertThat(out).doesNotExist();
        assertThat(server.requests().all())
                .noneMatch(request ->
                        request.method().equals("GET") && request.path().contains("/blobs/"));

        sign();
        Cli.ok("pull", app, "-o", out, "--policy", signedPolicy());
        Cli.ok("copy", app, "oci-layout:" + layout + ":v1", "-r", "--key", publicKey);
        assertThat(out.resolve("file.txt")).hasContent("content");
        Cli.ok("verify", "oci-layout:" + layout + ":v1", "--key", publicKey);
    }

    @Test
    void a_rejecting_policy_refuses_and_a_malformed_one_is_reported() throws IOException {
        assertThat(Cli.run("pull", app, "-o", work.resolve("out"), "--policy", policy("{\"type\":\"reject\"}"))
                        .exit())
                .isEqualTo(4);
        Cli unknown =
                Cli.run("pull", app, "-o", work.resolve("out"), "--policy", policy("{\"type\":\"reject\",\"x\":1}"));
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).contains("unknown member");
        Cli.ok("pull", app, "-o", work.resolve("out"), "--policy", policy("{\"type\":\"insecureAcceptAnything\"}"));
    }

    @Test
    void an_attestation_is_verified_by_its_type_and_its_document_is_printed() throws IOException {
        Path sbom = Files.writeString(work.resolve("sbom.json"), "{\"bomFormat\":\"CycloneDX\"}");

        Cli.ok("attest", app, sbom, "--type", "cyclonedx", "--key", key, "--passphrase-file", passphrase);

        assertThat(Cli.ok("verify", app, "--key", publicKey, "--type", "cyclonedx")
                        .out())
                .contains("https://cyclonedx.org/bom");
        assertThat(Cli.ok("verify", app, "--key", publicKey, "--type", "cyclonedx", "--print-document")
                        .out())
                .isEqualTo("{\"bomFormat\":\"CycloneDX\"}");
        assertThat(Cli.run("verify", app, "--key", publicKey, "--type", "spdx").exit())
                .isEqualTo(4);
        Cli plain = Cli.run("verify", app, "--key", publicKey);
        assertThat(plain.exit()).isEqualTo(4);
        assertThat(plain.err()).contains("not a signature");
    }

    @Test
    void a_wrong_passphrase_is_reported_and_never_shown() throws IOException {
        Path wrong = Files.writeString(work.resolve("wrong"), "hunter2");

        Cli cli = Cli.run("sign", app, "--key", key, "--passphrase-file", wrong);

        assertThat(cli.exit()).isEqualTo(1);
        assertThat(cli.err()).contains("the passphrase is wrong").doesNotContain("hunter2");
    }

    @Test
    void the_passphrase_comes_from_the_environment() {
        Cli signed = new CliProcess().with("COSIGN_PASSWORD", "secret").run("sign", app, "--key", key.toString());

        assertThat(signed.exit()).as(signed.err()).isZero();
        Cli.ok("verify", app, "--key", publicKey);
    }

    @Test
    void two_signatures_are_one_json_document() {
        JsonNode json =
                JsonMapper.shared().readTree(sign("--format", "both", "--json").out());

        assertThat(json.propertyNames()).containsExactly("reference", "signatures");
        assertThat(json.get("reference").asString()).startsWith(app + "@sha256:");
        assertThat(json.get("signatures"))
                .hasSize(2)
                .allSatisfy(signature ->
                        assertThat(signature.get("digest").asString()).startsWith("sha256:"));
    }
}
