package dev.portolan.examples.infraartifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portolan.OciClient;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.auth.UserEnvironment;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.http.HttpTransport;
import dev.portolan.model.Digest;
import dev.portolan.testkit.peer.DockerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that asks for a password, which is found where Docker keeps it. */
class LoginTest {
    /** Of the password "cutlass", by bcrypt with the lowest cost. */
    private static final String HASH = "$2b$04$SailorsOfTheSevenSeas.UDA0NV.tZnZsvT8ZLOV1W/7QmA8KXoa";

    private static final ComponentConfig CONFIG = ComponentConfig.of("v1", "api", "");

    @TempDir
    Path temp;

    private DockerRegistry registry;

    @BeforeEach
    void start() throws IOException {
        Path htpasswd = Files.writeString(temp.resolve("htpasswd"), "sailor:" + HASH + "\n");
        registry = DockerRegistry.start("auth:\n  htpasswd:\n    realm: test\n    path: " + htpasswd + "\n");
    }

    @AfterEach
    void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    private Digest push(Map<String, String> environment, Path home) throws IOException {
        DefaultCredentials credentials = DefaultCredentials.of(UserEnvironment.of(environment, home));
        try (OciClient client =
                OciClient.of(HttpTransport.builder().credentials(credentials).build())) {
            InfraArtifacts artifacts = new InfraArtifacts(client);
            return artifacts.push(
                    registry.host() + "/myorg/api:v1", artifacts.build(Main.sample(temp.resolve("component")), CONFIG));
        }
    }

    private Path config(Path directory, String json) throws IOException {
        Files.writeString(Files.createDirectories(directory).resolve("config.json"), json);
        return directory;
    }

    @Test
    void without_a_login_access_is_an_error() {
        assertThatExceptionOfType(UnauthenticatedException.class)
                .isThrownBy(() -> push(Map.of(), temp.resolve("empty-home")));
    }

    @Test
    void dockers_config_in_the_home_directory_is_used() throws IOException {
        String auth = Base64.getEncoder().encodeToString("sailor:cutlass".getBytes(UTF_8));
        Path home = temp.resolve("home");
        config(home.resolve(".docker"), "{\"auths\": {\"" + registry.host() + "\": {\"auth\": \"" + auth + "\"}}}");

        assertThat(push(Map.of(), home)).isNotNull();
    }

    @Test
    void docker_config_names_another_directory() throws IOException {
        String auth = Base64.getEncoder().encodeToString("sailor:cutlass".getBytes(UTF_8));
        Path directory = config(
                temp.resolve("elsewhere"), "{\"auths\": {\"" + registry.host() + "\": {\"auth\": \"" + auth + "\"}}}");

        assertThat(push(Map.of("DOCKER_CONFIG", directory.toString()), temp.resolve("empty-home")))
                .isNotNull();
    }

    @Test
    void a_credential_helper_is_used() throws IOException {
        Path programs = Files.createDirectories(temp.resolve("bin"));
        Path helper = Files.writeString(
                programs.resolve("docker-credential-chest"),
                "#!/bin/sh\ncat >/dev/null\necho '{\"Username\": \"sailor\", \"Secret\": \"cutlass\"}'\n");
        Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path directory = config(temp.resolve("config"), "{\"credsStore\": \"chest\"}");

        assertThat(push(
                        Map.of("DOCKER_CONFIG", directory.toString(), "PATH", programs + ":" + System.getenv("PATH")),
                        temp.resolve("empty-home")))
                .isNotNull();
    }
}
