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

/** A user name and password of the command line go to the registry that they are for, and to no other. */
class CredentialScopeTest {
    @TempDir
    Path work;

    private RegistryServer mine;
    private RegistryServer other;
    private Path file;

    @BeforeEach
    void start_two_registries_with_different_users() throws IOException {
        mine = RegistryServer.builder()
                .authentication(Authentication.basic("alice", "alices-word"))
                .start();
        other = RegistryServer.builder()
                .authentication(Authentication.basic("bob", "bobs-word"))
                .start();
        file = Files.writeString(work.resolve("file.txt"), "content");
    }

    @AfterEach
    void stop_them() {
        mine.close();
        other.close();
    }

    private CliProcess cli(String... passwords) {
        return new CliProcess()
                .with("DOCKER_CONFIG", work.resolve("docker"))
                .with("REGISTRY_AUTH_FILE", "")
                .typing(String.join("\n", passwords) + "\n");
    }

    private static boolean hasSeenCredentials(RegistryServer registry) {
        return registry.requests().all().stream()
                .anyMatch(request -> request.header("Authorization").isPresent());
    }

    @Test
    void each_side_of_a_copy_has_its_own_login() {
        String from = mine.host() + "/demo/site:v1";
        String to = other.host() + "/demo/site:v1";
        assertThat(cli("alices-word")
                        .run("push", from, file, "-u", "alice", "--password-stdin")
                        .exit())
                .isZero();

        Cli copy = cli("alices-word", "bobs-word")
                .run(
                        "copy",
                        from,
                        to,
                        "--from-username",
                        "alice",
                        "--from-password-stdin",
                        "--to-username",
                        "bob",
                        "--to-password-stdin");

        assertThat(copy.exit()).as(copy.err()).isZero();
        assertThat(other.repository("demo/site").tags()).hasSize(1);
    }

    @Test
    void a_login_for_one_side_does_not_reach_the_other() {
        Cli copy = cli("bobs-word")
                .run(
                        "copy",
                        mine.host() + "/demo/site:v1",
                        other.host() + "/demo/site:v1",
                        "--to-username",
                        "bob",
                        "--to-password-stdin");

        assertThat(copy.exit()).as(copy.err()).isEqualTo(4);
        assertThat(hasSeenCredentials(mine)).isFalse();
    }

    @Test
    void a_mirror_does_not_get_the_login() throws IOException {
        Path settings = Files.writeString(
                work.resolve("registries.json"),
                "{\"hosts\": {\"" + mine.host() + "\": {\"mirrors\": [\"" + other.host() + "\"]}}}");
        String site = mine.host() + "/demo/site:v1";
        cli("alices-word").run("push", site, file, "-u", "alice", "--password-stdin");

        Cli pull = cli("alices-word")
                .run(
                        "pull",
                        site,
                        "-o",
                        work.resolve("out"),
                        "-u",
                        "alice",
                        "--password-stdin",
                        "--registry-config",
                        settings);

        assertThat(pull.exit()).as(pull.err()).isZero();
        assertThat(other.requests().all()).as("the mirror was asked").isNotEmpty();
        assertThat(hasSeenCredentials(other)).isFalse();
    }

    @Test
    void a_credentials_file_is_named_with_authfile_or_as_oras_does() throws IOException {
        Path auth = work.resolve("auth.json");
        Cli login = cli("alices-word").run("login", mine.host(), "-u", "alice", "--password-stdin", "--authfile", auth);
        assertThat(login.exit()).as(login.err()).isZero();
        assertThat(login.err()).contains(auth.toString());

        for (String option : new String[] {"--authfile", "--registry-config"}) {
            Cli push = cli().run("push", mine.host() + "/demo/site:v1", file, option, auth);
            assertThat(push.exit()).as(push.err()).isZero();
        }
        Cli missing = cli().run("tags", mine.host() + "/demo/site", "--authfile", work.resolve("none.json"));
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).contains("none.json", "no such file");
    }

    @Test
    void a_server_takes_its_login_from_a_file() throws IOException {
        Path users = Files.writeString(work.resolve("users.txt"), "carol:carols-word\n");
        try (ServeProcess server = ServeProcess.start("--auth-file", users)) {
            String site = server.host() + "/demo/site:v1";

            assertThat(cli("carols-word")
                            .run("push", site, file, "-u", "carol", "--password-stdin")
                            .exit())
                    .isZero();
            assertThat(cli().run("resolve", site).exit()).isEqualTo(4);
        }
    }
}
