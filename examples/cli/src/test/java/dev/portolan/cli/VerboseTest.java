package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --verbose} shows each request without its secrets, in failures too. */
class VerboseTest {
    private static final String PASSWORD = "pass-Kraken-word";
    private static final String SIGNATURE = "Kraken-signature";
    private static final List<String> SECRETS = List.of(
            "Kraken",
            Base64.getEncoder().encodeToString(("alice:" + PASSWORD).getBytes(StandardCharsets.UTF_8)),
            Base64.getEncoder().encodeToString(("alice:wrong-" + PASSWORD).getBytes(StandardCharsets.UTF_8)));

    @TempDir
    Path work;

    private Cli run(String password, Object... arguments) {
        return new CliProcess()
                .with("DOCKER_CONFIG", work.resolve("docker"))
                .with("REGISTRY_AUTH_FILE", "")
                .typing(password + "\n")
                .run(arguments);
    }

    private void requestsAreShownWithoutSecrets(Cli run, String request) {
        assertThat(run.err()).contains(request).doesNotContain(SECRETS).doesNotContain("Bearer ", "Basic ");
        assertThat(run.out()).doesNotContain(SECRETS);
    }

    @Test
    void when_the_password_is_wrong() throws IOException {
        Path file = Files.writeString(work.resolve("hello.txt"), "hello\n");
        for (Authentication authentication : List.of(
                Authentication.basic("alice", PASSWORD), Authentication.token().user("alice", PASSWORD))) {
            try (RegistryServer registry =
                    RegistryServer.builder().authentication(authentication).start()) {
                Cli push = run(
                        "wrong-" + PASSWORD,
                        "push",
                        registry.host() + "/demo/x:v1",
                        file,
                        "-u",
                        "alice",
                        "--password-stdin",
                        "--verbose",
                        "--stats");

                assertThat(push.exit()).isEqualTo(4);
                requestsAreShownWithoutSecrets(push, "HEAD http://" + registry.host() + "/v2/demo/x/manifests/v1 401");
            }
        }
    }

    @Test
    void when_a_redirect_leads_to_a_signed_address_where_nobody_answers() throws IOException {
        Path file = Files.writeString(work.resolve("hello.txt"), "hello\n");
        try (RegistryServer registry = RegistryServer.builder()
                .authentication(Authentication.token().user("alice", PASSWORD))
                .start()) {
            String reference = registry.host() + "/demo/x:v1";
            Cli push = run(PASSWORD, "push", reference, file, "-u", "alice", "--password-stdin", "--verbose");
            assertThat(push.exit()).as(push.err()).isZero();
            requestsAreShownWithoutSecrets(push, "GET http://" + registry.host() + "/token 200");
            registry.faults()
                    .add(Fault.redirect(URI.create("http://127.0.0.1:1/storage?X-Signature=" + SIGNATURE))
                            .path("*/blobs/*"));

            Cli pull = run(
                    PASSWORD,
                    "pull",
                    reference,
                    "-o",
                    work.resolve("out"),
                    "-u",
                    "alice",
                    "--password-stdin",
                    "--verbose");

            assertThat(pull.exit()).isEqualTo(6);
            requestsAreShownWithoutSecrets(pull, "GET http://127.0.0.1:1/storage 0");
        }
    }
}
