package dev.portolan.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.Quirk;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.server.RegistryServerBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(Map<String, String> environment, String... args) {
        return Main.run(List.of(args), environment, print(out), print(err));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private int test(RegistryServerBuilder description, Map<String, String> environment, String... more) {
        try (RegistryServer server = description.start()) {
            String[] args = java.util.Arrays.copyOf(more, more.length + 1);
            args[more.length] = server.host();
            return run(environment, args);
        }
    }

    @Test
    void our_own_server_passes_everything() {
        int code = test(RegistryServer.builder(), Map.of());

        assertThat(out())
                .contains("Pushing blobs\n  pass           ")
                .contains(" passed, 0 failed, 0 not supported\n")
                .doesNotContain("FAIL");
        assertThat(code).isZero();
        assertThat(err()).isEmpty();
    }

    @Test
    void a_missing_optional_feature_is_not_a_failure() {
        int code = test(
                RegistryServer.builder().quirks(Quirk.NO_DELETES, Quirk.SHA256_ONLY, Quirk.MOUNT_NEEDS_FROM), Map.of());

        assertThat(out())
                .contains("  not supported  a tag is deleted and its manifest stays (deleting tags)\n")
                .contains(" 0 failed, ")
                .contains("SHA-512");
        assertThat(code).isZero();
    }

    @Test
    void a_violation_is_a_failure_with_the_reason() {
        try (RegistryServer server = RegistryServer.start()) {
            server.faults().add(Fault.status(500).method("GET").path("*/tags/list"));

            int code = run(Map.of(), server.address().toString());

            assertThat(out()).contains("  FAIL           the links lead through all pages\n");
            assertThat(code).isEqualTo(1);
        }
    }

    @Test
    void a_password_is_exchanged_for_tokens_and_kept_out_of_the_report() {
        int code = test(
                RegistryServer.builder().authentication(Authentication.token().user("alice", "hunter2")),
                Map.of("PORTOLAN_PASSWORD", "hunter2"),
                "--user",
                "alice",
                "--repository",
                "team/contract");

        assertThat(out()).contains(" 0 failed, ").doesNotContain("hunter2");
        assertThat(code).isZero();
    }

    @Test
    void a_password_is_sent_by_basic_authentication() {
        int code = test(
                RegistryServer.builder().authentication(Authentication.basic("alice", "hunter2")),
                Map.of("PORTOLAN_PASSWORD", "hunter2"),
                "--user",
                "alice");

        assertThat(out()).contains(" 0 failed, ");
        assertThat(code).isZero();
    }

    @Test
    void without_credentials_the_registry_cannot_be_tested() {
        int code = test(RegistryServer.builder().authentication(Authentication.basic("alice", "hunter2")), Map.of());

        assertThat(err()).contains("an upload cannot be pushed (HTTP 401, expected 202)");
        assertThat(code).isEqualTo(3);
    }

    @Test
    void wrong_arguments_are_explained() {
        assertThat(run(Map.of())).isEqualTo(2);
        assertThat(run(Map.of(), "--users", "alice")).isEqualTo(2);
        assertThat(run(Map.of(), "--user", "alice", "localhost:5000")).isEqualTo(2);
        assertThat(run(Map.of(), "https://registry.example.com/team")).isEqualTo(2);

        assertThat(err()).isEqualTo("""
                        no registry given; pass its address, such as http://localhost:5000
                        --users is not an option; see --help
                        --user needs the environment variable PORTOLAN_PASSWORD
                        https://registry.example.com/team is not the address of a registry; pass https://HOST, and --repository for a path
                        """);
    }

    @Test
    void a_registry_that_does_not_answer_cannot_be_tested() {
        int port;
        try (RegistryServer server = RegistryServer.start()) {
            port = server.port();
        }

        assertThat(run(Map.of(), "localhost:" + port)).isEqualTo(3);
        assertThat(err()).contains("no answer");
    }

    @Test
    void help_is_printed() {
        assertThat(run(Map.of(), "--help")).isZero();
        assertThat(out()).contains("--plain-http");
    }
}
