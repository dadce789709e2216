package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.port.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What other clients store is read here, and what is stored here is read there. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class PeersTest {
    private static final Credential ALICE = Credential.password("alice", "s:ecret ü");

    @TempDir
    Path dir;

    private BasicRegistry registry;
    private HelperScripts scripts;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        registry = new BasicRegistry();
        scripts = new HelperScripts(dir);
        scripts.installKeeping("keeping");
        file = dir.resolve("config.json");
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
    }

    private String run(String input, String program, String... arguments) throws Exception {
        String path = scripts.environment().variable("PATH").orElseThrow();
        return Peers.run(
                Map.of("PATH", path, "HOME", dir.toString(), "DOCKER_CONFIG", dir.toString()),
                input,
                program,
                arguments);
    }

    private CredentialStore store() {
        return CredentialStore.of(file, scripts.helpers());
    }

    private DockerConfig config() {
        return DockerConfig.of(file, scripts.helpers());
    }

    @Test
    void what_skopeo_stores_is_read() throws Exception {
        run(
                ALICE.secret(),
                "skopeo",
                "login",
                "--authfile",
                file.toString(),
                "--tls-verify=false",
                "-u",
                "alice",
                "--password-stdin",
                registry.name());

        assertThat(config().credential(registry.name(), "demo")).contains(ALICE);
    }

    @Test
    void what_skopeo_stores_for_a_repository_is_read_for_that_repository() throws Exception {
        run(
                ALICE.secret(),
                "skopeo",
                "login",
                "--authfile",
                file.toString(),
                "--tls-verify=false",
                "-u",
                "alice",
                "--password-stdin",
                registry.name() + "/team/app");

        assertThat(config().credential(registry.name(), "team/app")).contains(ALICE);
        assertThat(config().credential(registry.name(), "team/app/part")).contains(ALICE);
        assertThat(config().credential(registry.name(), "team/apple")).isEmpty();
    }

    @Test
    void skopeo_reads_what_is_stored() throws Exception {
        store().login(registry.name(), ALICE);
        store().login("docker.io", Credential.password("bob", "secret"));

        assertThat(run("", "skopeo", "login", "--get-login", "--authfile", file.toString(), registry.name()))
                .isEqualTo("alice");
        assertThat(run("", "skopeo", "login", "--get-login", "--authfile", file.toString(), "docker.io"))
                .isEqualTo("bob");
        run(
                "",
                "skopeo",
                "inspect",
                "--raw",
                "--tls-verify=false",
                "--authfile",
                file.toString(),
                "docker://" + registry.name() + "/demo:v1");
        assertThat(registry.users()).isNotEmpty().containsOnly("alice:s:ecret ü");
    }

    @Test
    void skopeo_reads_what_is_stored_with_a_helper() throws Exception {
        Files.writeString(file, "{\"credHelpers\": {\"" + registry.name() + "\": \"keeping\"}}");
        store().login(registry.name(), ALICE);

        run(
                "",
                "skopeo",
                "inspect",
                "--raw",
                "--tls-verify=false",
                "--authfile",
                file.toString(),
                "docker://" + registry.name() + "/demo:v1");

        assertThat(registry.users()).isNotEmpty().containsOnly("alice:s:ecret ü");
    }

    @Test
    void a_logout_takes_what_skopeo_stored() throws Exception {
        run(
                ALICE.secret(),
                "skopeo",
                "login",
                "--authfile",
                file.toString(),
                "--tls-verify=false",
                "-u",
                "alice",
                "--password-stdin",
                registry.name());

        store().logout(registry.name());

        assertThat(config().credential(registry.name(), "demo")).isEmpty();
    }

    @Test
    void what_oras_stores_is_read() throws Exception {
        run(
                ALICE.secret(),
                "oras",
                "login",
                "--plain-http",
                "--registry-config",
                file.toString(),
                "-u",
                "alice",
                "--password-stdin",
                registry.name());

        assertThat(config().credential(registry.name(), "demo")).contains(ALICE);
    }

    @Test
    void what_oras_stores_with_a_helper_is_read() throws Exception {
        Files.writeString(file, "{\"credsStore\": \"keeping\"}");

        run(
                ALICE.secret(),
                "oras",
                "login",
                "--plain-http",
                "--registry-config",
                file.toString(),
                "-u",
                "alice",
                "--password-stdin",
                registry.name());

        assertThat(scripts.calls("keeping")).anyMatch(call -> call.startsWith("store "));
        assertThat(config().credential(registry.name(), "demo")).contains(ALICE);
    }

    @Test
    void oras_reads_what_is_stored() throws Exception {
        store().login(registry.name(), ALICE);

        run("", "oras", "resolve", "--plain-http", "--registry-config", file.toString(), registry.name() + "/demo:v1");

        assertThat(registry.users()).isNotEmpty().containsOnly("alice:s:ecret ü");
    }

    @Test
    void oras_reads_what_is_stored_with_a_helper() throws Exception {
        Files.writeString(file, "{\"credsStore\": \"keeping\"}");
        store().login(registry.name(), ALICE);

        run("", "oras", "resolve", "--plain-http", "--registry-config", file.toString(), registry.name() + "/demo:v1");

        assertThat(registry.users()).isNotEmpty().containsOnly("alice:s:ecret ü");
    }

    @Test
    void crane_reads_what_is_stored() throws Exception {
        store().login(registry.name(), ALICE);

        run("", "crane", "digest", "--insecure", registry.name() + "/demo:v1");

        assertThat(registry.users()).isNotEmpty().containsOnly("alice:s:ecret ü");
    }
}
