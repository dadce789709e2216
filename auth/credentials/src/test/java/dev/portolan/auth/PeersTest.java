package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.ImageIndex;
import dev.portolan.model.Tag;
import dev.portolan.port.Credential;
import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.peer.PeerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Portolan reads credentials stored by other clients, and they read ours. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class PeersTest {
    private static final Credential ALICE = Credential.password("alice", "s:ecret ü");

    @TempDir
    Path dir;

    private RegistryServer registry;
    private HelperScripts scripts;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        registry = RegistryServer.builder()
                .authentication(Authentication.basic("alice", ALICE.secret()))
                .start();
        registry.repository("demo").put(Tag.of("v1"), ImageIndex.builder().build());
        scripts = new HelperScripts(dir);
        scripts.installKeeping("keeping");
        file = dir.resolve("config.json");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private String run(String input, String program, String... arguments) {
        return PeerProgram.require(program)
                .with("PATH", scripts.environment().variable("PATH").orElseThrow())
                .with("HOME", dir.toString())
                .with("DOCKER_CONFIG", dir.toString())
                .with("REGISTRY_AUTH_FILE", file.toString())
                .input(input)
                .run(arguments)
                .orFail()
                .out();
    }

    /** Only a client with the password gets the manifest. */
    private void assertManifestWasRead() {
        assertThat(registry.requests().matching("* /v2/demo/manifests/v1"))
                .anyMatch(request -> request.status() == 200);
    }

    private CredentialStore store() {
        return CredentialStore.of(file, scripts.helpers());
    }

    private DockerConfig config() {
        return DockerConfig.of(file, scripts.helpers());
    }

    @Test
    void credentials_stored_by_skopeo_are_read() throws IOException {
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
                registry.host());

        assertThat(config().credential(registry.host(), "demo")).contains(ALICE);
    }

    @Test
    void repository_credentials_stored_by_skopeo_are_read_for_that_repository() throws IOException {
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
                registry.host() + "/team/app");

        assertThat(config().credential(registry.host(), "team/app")).contains(ALICE);
        assertThat(config().credential(registry.host(), "team/app/part")).contains(ALICE);
        assertThat(config().credential(registry.host(), "team/apple")).isEmpty();
    }

    @Test
    void skopeo_reads_stored_credentials() throws IOException {
        store().login(registry.host(), ALICE);
        store().login("docker.io", Credential.password("bob", "secret"));

        assertThat(run("", "skopeo", "login", "--get-login", "--authfile", file.toString(), registry.host()))
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
                "docker://" + registry.host() + "/demo:v1");
        assertManifestWasRead();
    }

    @Test
    void skopeo_reads_credentials_stored_with_a_helper() throws IOException {
        Files.writeString(file, "{\"credHelpers\": {\"" + registry.host() + "\": \"keeping\"}}");
        store().login(registry.host(), ALICE);

        run(
                "",
                "skopeo",
                "inspect",
                "--raw",
                "--tls-verify=false",
                "--authfile",
                file.toString(),
                "docker://" + registry.host() + "/demo:v1");

        assertManifestWasRead();
    }

    @Test
    void a_logout_removes_credentials_stored_by_skopeo() throws IOException {
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
                registry.host());

        store().logout(registry.host());

        assertThat(config().credential(registry.host(), "demo")).isEmpty();
    }

    @Test
    void credentials_stored_by_oras_are_read() throws IOException {
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
                registry.host());

        assertThat(config().credential(registry.host(), "demo")).contains(ALICE);
    }

    @Test
    void credentials_stored_by_oras_with_a_helper_are_read() throws IOException {
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
                registry.host());

        assertThat(scripts.calls("keeping")).anyMatch(call -> call.startsWith("store "));
        assertThat(config().credential(registry.host(), "demo")).contains(ALICE);
    }

    @Test
    void oras_reads_stored_credentials() throws IOException {
        store().login(registry.host(), ALICE);

        run("", "oras", "resolve", "--plain-http", "--registry-config", file.toString(), registry.host() + "/demo:v1");

        assertManifestWasRead();
    }

    @Test
    void oras_reads_credentials_stored_with_a_helper() throws IOException {
        Files.writeString(file, "{\"credsStore\": \"keeping\"}");
        store().login(registry.host(), ALICE);

        run("", "oras", "resolve", "--plain-http", "--registry-config", file.toString(), registry.host() + "/demo:v1");

        assertManifestWasRead();
    }

    @Test
    void crane_reads_stored_credentials() throws IOException {
        store().login(registry.host(), ALICE);

        run("", "crane", "digest", "--insecure", registry.host() + "/demo:v1");

        assertManifestWasRead();
    }
}
