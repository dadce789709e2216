package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.port.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultCredentialsTest {
    @TempDir
    Path home;

    private final Map<String, String> variables = new HashMap<>();

    private String user() {
        return user("ghcr.io", "team/app");
    }

    private String user(String registry, String repository) {
        return DefaultCredentials.of(UserEnvironment.of(variables, home))
                .credential(registry, repository)
                .map(Credential::username)
                .orElse("");
    }

    private static String document(String key, String user) {
        String auth = Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
        return "{\"auths\": {\"" + key + "\": {\"auth\": \"" + auth + "\"}}}";
    }

    private void login(Path file, String user) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, document("ghcr.io", user));
    }

    @Test
    void without_a_login_there_is_no_credential() {
        assertThat(user()).isEmpty();
    }

    @Test
    void docker_keeps_its_configuration_in_the_home_directory() throws IOException {
        login(home.resolve(".docker/config.json"), "docker");

        assertThat(user()).isEqualTo("docker");
    }

    @Test
    void docker_config_names_another_directory() throws IOException {
        login(home.resolve(".docker/config.json"), "docker");
        login(home.resolve("elsewhere/config.json"), "elsewhere");
        variables.put("DOCKER_CONFIG", home.resolve("elsewhere").toString());

        assertThat(user()).isEqualTo("elsewhere");
    }

    @Test
    void podmans_files_for_the_session_and_for_longer_are_read() throws IOException {
        login(home.resolve(".config/containers/auth.json"), "config");
        assertThat(user()).isEqualTo("config");

        login(home.resolve("run/containers/auth.json"), "run");
        variables.put("XDG_RUNTIME_DIR", home.resolve("run").toString());
        assertThat(user()).isEqualTo("run");
    }

    @Test
    void xdg_config_home_names_another_directory() throws IOException {
        login(home.resolve("conf/containers/auth.json"), "conf");
        variables.put("XDG_CONFIG_HOME", home.resolve("conf").toString());

        assertThat(user()).isEqualTo("conf");
    }

    @Test
    void explicit_credentials_come_before_docker_and_docker_before_podman() throws IOException {
        login(home.resolve(".config/containers/auth.json"), "podman");
        login(home.resolve(".docker/config.json"), "docker");
        assertThat(user()).isEqualTo("docker");

        login(home.resolve("auth.json"), "file");
        variables.put("REGISTRY_AUTH_FILE", home.resolve("auth.json").toString());
        assertThat(user()).isEqualTo("file");

        variables.put("DOCKER_AUTH_CONFIG", document("ghcr.io", "document"));
        assertThat(user()).isEqualTo("document");

        variables.putAll(
                Map.of("PORTOLAN_REGISTRY", "ghcr.io", "PORTOLAN_USERNAME", "env", "PORTOLAN_PASSWORD", "secret"));
        assertThat(user()).isEqualTo("env");
    }

    @Test
    void podmans_repository_keys_apply_to_their_repositories() throws IOException {
        Path file = home.resolve(".config/containers/auth.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, document("quay.io/team", "team"));

        assertThat(user("quay.io", "team/app")).isEqualTo("team");
        assertThat(user("quay.io", "other/app")).isEmpty();
    }
}
