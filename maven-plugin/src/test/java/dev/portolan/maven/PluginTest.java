package dev.portolan.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portolan.OciClient;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.http.HttpTransport;
import dev.portolan.maven.MavenBuild.Result;
import dev.portolan.model.Descriptor;
import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sonatype.plexus.components.cipher.PBECipher;
import org.sonatype.plexus.components.cipher.PlexusCipherException;

/** Real Maven builds against the embedded registry. */
class PluginTest {
    @TempDir
    static Path repository;

    @TempDir
    Path directory;

    private MavenBuild build;

    @BeforeAll
    static void fillRepository() throws IOException {
        assumeTrue(System.getProperty("test.maven.home") != null, "only when Maven runs the tests");
        LocalRepository.fill(repository);
    }

    @BeforeEach
    void makeProject() throws IOException {
        build = new MavenBuild(directory, repository);
    }

    private static String options(String host) {
        return "-Dportolan.reference=" + host + "/team/app:1.2";
    }

    /** As {@code mvn --encrypt-password} writes it. */
    private static String encrypted(String text, String with) throws PlexusCipherException {
        return "{" + new PBECipher().encrypt64(text, with) + "}";
    }

    @Test
    void one_build_pushes_attaches_exports_and_pulls() throws Exception {
        try (RegistryServer registry = RegistryServer.start();
                OciClient client = OciClient.of(HttpTransport.create(), LayoutTransport.create())) {
            Result result = build.run(
                    "push", "attach", "export-layout", "pull", options(registry.host()), "-Dportolan.tags=latest,1");

            assertThat(result.output())
                    .contains("Pushed " + registry.host() + "/team/app:1.2 as sha256:")
                    .contains("Attached bom.json to ");
            // Maven warns of what somebody installed once, and that is not ours.
            assertThat(result.output().lines())
                    .noneMatch(line -> line.startsWith("[WARNING]") && !line.contains("maven-metadata-local.xml"));
            assertThat(result.code()).isZero();
            String app = registry.host() + "/team/app:1.2";
            Descriptor pushed = client.at(app).resolve();
            assertThat(client.at(registry.host() + "/team/app:latest").resolve().digest())
                    .isEqualTo(pushed.digest());
            assertThat(client.at(app).referrers("application/vnd.cyclonedx+json"))
                    .hasSize(1);
            assertThat(client.at("oci-layout:" + directory.resolve("target/oci-layout") + ":1.2")
                            .resolve()
                            .digest())
                    .isEqualTo(pushed.digest());
            assertThat(directory.resolve("target/portolan/app-1.2.jar")).hasContent("the jar");
        }
    }

    @Test
    void the_password_comes_from_the_server_entry_of_the_host_and_may_be_encrypted() throws Exception {
        String master = encrypted("master", "settings.security");
        Path security = directory.resolve("settings-security.xml");
        Files.writeString(security, "<settingsSecurity><master>" + master + "</master></settingsSecurity>");
        try (RegistryServer registry = RegistryServer.builder()
                .authentication(Authentication.basic("alice", "hunter2"))
                .start()) {
            String password = encrypted("hunter2", "master");
            build.settings(MavenBuild.server(registry.host(), "alice", password));

            Result result = build.run("push", options(registry.host()), "-Dsettings.security=" + security);

            assertThat(result.output()).contains("Pushed ").doesNotContain("hunter2");
            assertThat(result.code()).isZero();
        }
    }

    @Test
    void a_password_that_cannot_be_decrypted_ends_the_build() throws Exception {
        try (RegistryServer registry = RegistryServer.builder()
                .authentication(Authentication.basic("alice", "hunter2"))
                .start()) {
            String password = encrypted("hunter2", "another master");
            build.settings(MavenBuild.server("team", "alice", password));

            Result result = build.run(
                    "push",
                    options(registry.host()),
                    "-Dportolan.serverId=team",
                    "-Dsettings.security=" + directory.resolve("absent.xml"));

            assertThat(result.output())
                    .contains("the password of the server team cannot be decrypted")
                    .contains("encrypt it again with `mvn --encrypt-password`")
                    .doesNotContain(password);
            assertThat(result.code()).isEqualTo(1);
        }
    }

    @Test
    void a_registry_that_requires_a_login_says_what_to_do() throws Exception {
        try (RegistryServer registry = RegistryServer.builder()
                .authentication(Authentication.basic("alice", "hunter2"))
                .start()) {
            Result result = build.run("push", options(registry.host()));

            assertThat(result.output()).contains("add a server whose id is the host to settings.xml");
            assertThat(result.code()).isEqualTo(1);
        }
    }

    @Test
    void a_skipped_goal_sends_nothing() throws Exception {
        try (RegistryServer registry = RegistryServer.start()) {
            Result result = build.run(
                    "push", "attach", "-Dportolan.push.skip", "-Dportolan.attach.skip", options(registry.host()));

            assertThat(result.code()).isZero();
            assertThat(registry.requests().all()).isEmpty();
        }
    }

    @Test
    void pull_needs_only_a_reference() throws Exception {
        Files.delete(directory.resolve("pom.xml"));

        Result result = build.run("pull");

        assertThat(result.output())
                .contains("reference is missing; configure <reference> or pass -Dportolan.reference=...");
        assertThat(result.code()).isEqualTo(1);
    }
}
