package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins with the command, each run with its own configuration directory. */
class LoginTest {
    @TempDir
    Path work;

    private RegistryServer registry;

    @BeforeEach
    void start_a_registry() {
        registry = RegistryServer.builder()
                .authentication(Authentication.basic("alice", "s3cret-word"))
                .start();
    }

    @AfterEach
    void stop_it() {
        registry.close();
    }

    private CliProcess cli() {
        return new CliProcess().with("DOCKER_CONFIG", work.resolve("docker")).with("REGISTRY_AUTH_FILE", "");
    }

    private Path file() throws IOException {
        return Files.writeString(work.resolve("hello.txt"), "hello\n");
    }

    @Test
    void without_credentials_a_push_exits_with_4() throws IOException {
        Cli push = cli().run("push", registry.host() + "/demo/x:v1", file());

        assertThat(push.exit()).isEqualTo(4);
        assertThat(push.err())
                .hasLineCount(1)
                .contains(registry.host(), "run `portolan login " + registry.host() + "`");
    }

    @Test
    void a_wrong_password_exits_with_4_and_is_neither_stored_nor_shown() {
        Cli login = cli().typing("not-the-word\n").run("login", registry.host(), "-u", "alice", "--password-stdin");

        assertThat(login.exit()).isEqualTo(4);
        assertThat(login.err() + login.out()).doesNotContain("not-the-word");
        assertThat(work.resolve("docker/config.json")).doesNotExist();
    }

    @Test
    void after_a_login_pushes_work_until_the_logout() throws IOException {
        Cli login = cli().typing("s3cret-word\n").run("login", registry.host(), "-u", "alice", "--password-stdin");
        assertThat(login.exit()).as(login.err()).isZero();
        assertThat(login.err() + login.out()).doesNotContain("s3cret-word");

        Cli push = cli().run("push", registry.host() + "/demo/x:v1", file());
        assertThat(push.exit()).as(push.err()).isZero();

        assertThat(cli().run("logout", registry.host()).exit()).isZero();
        assertThat(cli().run("resolve", registry.host() + "/demo/x:v1").exit()).isEqualTo(4);
    }

    @Test
    void a_password_on_standard_input_is_used_for_one_call() throws IOException {
        Cli push = cli().typing("s3cret-word\n")
                .run("push", registry.host() + "/demo/x:v1", file(), "-u", "alice", "--password-stdin", "--verbose");

        assertThat(push.exit()).as(push.err()).isZero();
        assertThat(push.err()).contains("PUT http://").doesNotContain("s3cret-word");
        assertThat(work.resolve("docker")).doesNotExist();
    }
}
