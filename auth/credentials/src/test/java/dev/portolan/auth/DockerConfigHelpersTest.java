package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.UnauthenticatedException;
import dev.portolan.port.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class DockerConfigHelpersTest {
    /** alice:secret for three registries. */
    private static final String AUTHS = """
            "auths": {
              "one.example": {"auth": "YWxpY2U6c2VjcmV0"},
              "two.example": {"auth": "YWxpY2U6c2VjcmV0"},
              "docker.io": {"auth": "YWxpY2U6c2VjcmV0"}}
            """;

    private static final Credential FROM_FILE = Credential.password("alice", "secret");
    private static final Credential FROM_HELPER = Credential.password("helped", "h");
    private static final Credential FROM_STORE = Credential.password("stored", "s");

    @TempDir
    Path dir;

    private HelperScripts scripts;

    @BeforeEach
    void scripts() throws IOException {
        scripts = new HelperScripts(dir);
        scripts.installKnowing("one", "helped", "h");
        scripts.installKnowing("all", "stored", "s");
        scripts.installKnowingNothing("empty");
    }

    private DockerConfig config(String members) throws IOException {
        Path file = Files.writeString(dir.resolve("config.json"), "{" + members + "," + AUTHS + "}");
        return DockerConfig.of(file, scripts.helpers());
    }

    @Test
    void cred_helpers_come_before_creds_store_and_creds_store_before_auths() throws IOException {
        DockerConfig config = config("\"credHelpers\": {\"one.example\": \"one\"}, \"credsStore\": \"all\"");

        assertThat(config.credential("one.example", "demo")).contains(FROM_HELPER);
        assertThat(config.credential("two.example", "demo")).contains(FROM_STORE);
    }

    @Test
    void auths_apply_to_registries_without_a_helper() throws IOException {
        DockerConfig config = config("\"credHelpers\": {\"one.example\": \"one\"}");

        assertThat(config.credential("two.example", "demo")).contains(FROM_FILE);
        assertThat(scripts.calls("one")).isEmpty();
    }

    @Test
    void a_registry_kept_out_of_the_store_has_no_credentials_if_the_file_has_none() throws IOException {
        DockerConfig config = config("\"credHelpers\": {\"other.example\": \"\"}, \"credsStore\": \"all\"");

        assertThat(config.credential("other.example", "demo")).isEmpty();
    }

    @Test
    void an_empty_helper_name_excludes_a_registry_from_the_store() throws IOException {
        DockerConfig config = config("\"credHelpers\": {\"one.example\": \"\"}, \"credsStore\": \"all\"");

        assertThat(config.credential("one.example", "demo")).contains(FROM_FILE);
    }

    @Test
    void a_credential_that_a_helper_lacks_is_searched_in_auths() throws IOException {
        DockerConfig config = config("\"credsStore\": \"empty\"");

        assertThat(config.credential("one.example", "demo")).contains(FROM_FILE);
        assertThat(config.credential("three.example", "demo")).isEmpty();
    }

    @Test
    void the_helper_of_docker_hub_is_named_under_its_old_address() throws IOException {
        DockerConfig config = config("\"credHelpers\": {\"https://index.docker.io/v1/\": \"one\"}");

        assertThat(config.credential("docker.io", "library/alpine")).contains(FROM_HELPER);
        assertThat(scripts.calls("one")).containsExactly("get https://index.docker.io/v1/");
    }

    @Test
    void a_missing_helper_is_an_error_only_for_its_registry() throws IOException {
        DockerConfig config = config("\"credHelpers\": {\"three.example\": \"missing\"}");

        assertThatThrownBy(() -> config.credential("three.example", "demo"))
                .isInstanceOf(UnauthenticatedException.class)
                .hasMessageContaining("docker-credential-missing");
        assertThat(config.credential("two.example", "demo")).contains(FROM_FILE);
    }

    @Test
    void a_login_by_docker_through_a_helper_is_noticed() throws IOException {
        scripts.installKeeping("keeping");
        DockerConfig config = config("\"credsStore\": \"keeping\"");
        assertThat(config.credential("three.example", "demo")).isEmpty();

        scripts.helpers().named("keeping").store("three.example", FROM_STORE);
        Files.writeString(
                dir.resolve("config.json"), "{\"credsStore\": \"keeping\", \"auths\": {\"three.example\": {}}}");

        assertThat(config.credential("three.example", "demo")).contains(FROM_STORE);
    }

    @Test
    void a_helper_is_run_again_when_its_credential_is_refused() throws IOException {
        DockerConfig config = config("\"credsStore\": \"all\"");
        assertThat(config.credential("one.example", "demo")).contains(FROM_STORE);
        scripts.installKnowing("all", "stored", "changed");
        assertThat(config.credential("one.example", "demo")).contains(FROM_STORE);

        config.refused("one.example", "demo");

        assertThat(config.credential("one.example", "demo")).contains(Credential.password("stored", "changed"));
        assertThat(scripts.calls("all")).hasSize(2);
    }

    @Test
    void a_refusal_concerns_only_its_registry() throws IOException {
        DockerConfig config = config("\"credsStore\": \"all\"");
        config.credential("one.example", "demo");

        config.refused("two.example", "demo");
        config.credential("one.example", "demo");

        assertThat(scripts.calls("all")).hasSize(1);
    }

    @Test
    void the_defaults_pass_a_refusal_on() throws IOException {
        Files.createDirectories(dir.resolve("docker"));
        Files.writeString(dir.resolve("docker/config.json"), "{\"credsStore\": \"all\"}");
        DefaultCredentials defaults = DefaultCredentials.of(scripts.environment(
                Map.of("DOCKER_CONFIG", dir.resolve("docker").toString())));
        assertThat(defaults.credential("one.example", "demo")).contains(FROM_STORE);
        scripts.installKnowing("all", "stored", "changed");

        defaults.refused("one.example", "demo");

        assertThat(defaults.credential("one.example", "demo")).contains(Credential.password("stored", "changed"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exit 0",
                "echo 'Element not found.'; exit 1",
                "echo 'Cannot autolaunch D-Bus without X11' >&2; exit 1",
                "echo '[]'",
                "kill -9 $$"
            })
    void a_useless_helper_does_not_hide_the_entries_of_the_file(String script) throws IOException {
        scripts.install("useless", script);

        assertThat(config("\"credsStore\": \"useless\"").credential("one.example", "demo"))
                .contains(FROM_FILE);
    }

    @Test
    void a_missing_helper_does_not_hide_the_entries_of_the_file() throws IOException {
        assertThat(config("\"credsStore\": \"absent\"").credential("one.example", "demo"))
                .contains(FROM_FILE);
    }

    @Test
    void a_failed_helper_is_named_if_no_entry_matches() throws IOException {
        scripts.install("useless", "exit 1");
        DockerConfig config = config("\"credsStore\": \"useless\"");

        assertThatThrownBy(() -> config.credential("three.example", "demo"))
                .isInstanceOf(UnauthenticatedException.class)
                .hasMessageContaining("docker-credential-useless");
    }
}
