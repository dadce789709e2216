package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.StorageException;
import dev.portolan.port.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerConfigTest {
    private static final Credential ALICE = Credential.password("alice", "secret");
    private static final String ALICE_AUTH = base64("alice:secret");

    @TempDir
    Path dir;

    private DockerConfig config(String json) throws IOException {
        Path file = Files.writeString(dir.resolve("config.json"), json);
        return DockerConfig.of(file, CredentialHelpers.of(UserEnvironment.of(Map.of(), dir)));
    }

    private DockerConfig entry(String members) throws IOException {
        return config("{\"auths\": {\"ghcr.io\": {" + members + "}}}");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void an_entry_applies_only_to_its_registry() throws IOException {
        DockerConfig config = entry("\"auth\": \"" + ALICE_AUTH + "\"");

        assertThat(config.credential("ghcr.io", "demo/tree")).contains(ALICE);
        assertThat(config.credential("ghcr.io", "")).contains(ALICE);
        assertThat(config.credential("quay.io", "demo/tree")).isEmpty();
        assertThat(config.credential("ghcr.io:8443", "demo/tree")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ghcr.io",
                "GHCR.io",
                "https://ghcr.io",
                "http://ghcr.io",
                "https://ghcr.io/",
                "ghcr.io/v1/",
                "https://ghcr.io/v1/",
                "https://ghcr.io/v2/",
                "https://ghcr.io/v2/token",
                "https://ghcr.io/some/path"
            })
    void a_registry_is_found_under_every_form_of_its_name(String key) throws IOException {
        assertThat(config("{\"auths\": {\"" + key + "\": {\"auth\": \"" + ALICE_AUTH + "\"}}}")
                        .credential("ghcr.io", "demo"))
                .contains(ALICE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://index.docker.io/v1/",
                "https://index.docker.io/v1",
                "index.docker.io",
                "docker.io",
                "https://registry-1.docker.io/v2/"
            })
    void docker_hub_is_found_under_its_old_address(String key) throws IOException {
        assertThat(config("{\"auths\": {\"" + key + "\": {\"auth\": \"" + ALICE_AUTH + "\"}}}")
                        .credential("docker.io", "library/alpine"))
                .contains(ALICE);
    }

    @ParameterizedTest
    @CsvSource({
        "quay.io, one/two/three, three",
        "quay.io, one/two/three/four, three",
        "quay.io, one/two/other, two",
        "quay.io, one/twoandhalf, one",
        "quay.io, other, registry",
        "quay.io, '', registry",
        "ghcr.io, one, ''",
    })
    void the_longest_repository_key_decides(String registry, String repository, String username) throws IOException {
        DockerConfig config =
                config("""
                {"auths": {
                  "quay.io": {"auth": "%s"},
                  "quay.io/one": {"auth": "%s"},
                  "quay.io/one/two/three": {"auth": "%s"},
                  "quay.io/one/two": {"auth": "%s"}}}
                """.formatted(base64("registry:s"), base64("one:s"), base64("three:s"), base64("two:s")));

        assertThat(config.credential(registry, repository)
                        .map(Credential::username)
                        .orElse(""))
                .isEqualTo(username);
    }

    @Test
    void the_form_that_docker_writes_wins_over_older_ones() throws IOException {
        DockerConfig config = config("""
                {"auths": {
                  "https://ghcr.io/v2/": {"auth": "%s"},
                  "ghcr.io": {"auth": "%s"}}}
                """.formatted(base64("old:s"), ALICE_AUTH));

        assertThat(config.credential("ghcr.io", "demo")).contains(ALICE);
    }

    @Test
    void an_empty_entry_does_not_hide_a_full_one() throws IOException {
        DockerConfig config =
                config("{\"auths\": {\"ghcr.io\": {}, \"https://ghcr.io\": {\"auth\": \"" + ALICE_AUTH + "\"}}}");

        assertThat(config.credential("ghcr.io", "demo")).contains(ALICE);
    }

    @Test
    void base64_may_lack_its_padding() throws IOException {
        String padded = base64("alice:secret1");
        assertThat(padded).endsWith("==");

        assertThat(entry("\"auth\": \"" + padded.replace("=", "") + "\"").credential("ghcr.io", ""))
                .contains(Credential.password("alice", "secret1"));
    }

    @Test
    void a_password_may_contain_colons() throws IOException {
        assertThat(entry("\"auth\": \"" + base64("alice:a:b:c") + "\"").credential("ghcr.io", ""))
                .contains(Credential.password("alice", "a:b:c"));
    }

    @Test
    void zero_bytes_around_a_password_are_padding() throws IOException {
        assertThat(entry("\"auth\": \"" + base64("alice:secret\0\0") + "\"").credential("ghcr.io", ""))
                .contains(ALICE);
    }

    @Test
    void user_name_and_password_may_be_plain_text() throws IOException {
        assertThat(entry("\"username\": \"alice\", \"password\": \"secret\"").credential("ghcr.io", ""))
                .contains(ALICE);
    }

    @Test
    void an_identity_token_wins_over_a_user_name() throws IOException {
        assertThat(entry("\"auth\": \"" + base64("alice:") + "\", \"identitytoken\": \"refresh\"")
                        .credential("ghcr.io", ""))
                .contains(Credential.identityToken("refresh"));
    }

    @Test
    void the_user_name_token_means_an_identity_token() throws IOException {
        assertThat(entry("\"auth\": \"" + base64("<token>:refresh") + "\"").credential("ghcr.io", ""))
                .contains(Credential.identityToken("refresh"));
    }

    @Test
    void a_registry_token_is_sent_unchanged() throws IOException {
        assertThat(entry("\"registrytoken\": \"bearer\"").credential("ghcr.io", ""))
                .contains(Credential.bearerToken("bearer"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"auths\": null}",
                "{\"auths\": {}}",
                "{\"auths\": {\"ghcr.io\": null}}",
                "{\"auths\": {\"ghcr.io\": {}}}",
                "{\"auths\": {\"ghcr.io\": {\"auth\": \"\"}}}",
                "{\"HttpHeaders\": {\"X-Meta\": \"1\"}, \"psFormat\": \"table\", \"experimental\": true}"
            })
    void a_file_without_credentials_has_none(String json) throws IOException {
        assertThat(config(json).credential("ghcr.io", "demo")).isEmpty();
    }

    @Test
    void a_missing_file_has_no_credentials() {
        assertThat(DockerConfig.of(dir.resolve("absent/config.json")).credential("ghcr.io", ""))
                .isEmpty();
    }

    @Test
    void a_home_that_is_not_a_directory_has_no_credentials() throws IOException {
        Path file = Files.createFile(dir.resolve("null"));

        assertThat(DockerConfig.of(file.resolve(".docker/config.json")).credential("ghcr.io", ""))
                .isEmpty();
    }

    @Test
    void an_unreadable_file_is_an_error() {
        assertThatThrownBy(() -> DockerConfig.of(dir).credential("ghcr.io", ""))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(dir.toString());
    }

    @Test
    void a_huge_file_is_an_error() throws IOException {
        Path file = Files.write(dir.resolve("config.json"), new byte[(16 << 20) + 1]);

        assertThatThrownBy(() -> DockerConfig.of(file).credential("ghcr.io", ""))
                .isInstanceOf(LimitExceededException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"auths\": {\"ghcr.io\": {\"auth\": s3cret}}}",
                "{\"auths\": {\"ghcr.io\": {\"auth\": \"s3cret",
                "{\"auths\": {\"ghcr.io\": {\"auth\": [\"s3cret\"]}}}",
                "{\"auths\": {\"ghcr.io\": {\"auth\": \"s3cret!\"}}}",
                "{\"auths\": {\"ghcr.io\": {\"auth\": \"s3cret\"}}}",
                "{\"auths\": {\"ghcr.io\": \"s3cret\"}}",
                "{\"auths\": [\"s3cret\"]}",
                "{\"credHelpers\": \"s3cret\"}",
                "{\"credsStore\": {\"s3cret\": 1}}",
                "{\"credsStore\": \"../s3cret\"}",
                "[\"s3cret\"]",
                "s3cret"
            })
    void the_error_for_a_malformed_file_quotes_none_of_it(String json) throws IOException {
        DockerConfig config = config(json);

        assertThatThrownBy(() -> config.credential("ghcr.io", "demo"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageNotContaining("s3cret")
                .hasStackTraceContaining("Invalid")
                .satisfies(e -> assertThat(e.getCause()).isNull());
    }

    @Test
    void a_malformed_file_is_named_with_its_line() throws IOException {
        DockerConfig config = config("{\"auths\":\n  {\"ghcr.io\" {}}}");

        assertThatThrownBy(() -> config.credential("ghcr.io", "demo"))
                .hasMessageContaining(dir.resolve("config.json").toString())
                .hasMessageContaining("line 2");
    }

    @Test
    void a_malformed_entry_does_not_affect_another_registry() throws IOException {
        DockerConfig config = config(
                "{\"auths\": {\"bad.example\": {\"auth\": \"!\"}, \"ghcr.io\": {\"auth\": \"" + ALICE_AUTH + "\"}}}");

        assertThat(config.credential("ghcr.io", "demo")).contains(ALICE);
    }

    @Test
    void a_login_by_another_program_is_noticed() throws IOException {
        DockerConfig config = config("{}");
        assertThat(config.credential("ghcr.io", "demo")).isEmpty();

        Path next = Files.writeString(
                dir.resolve("next"), "{\"auths\": {\"ghcr.io\": {\"auth\": \"" + ALICE_AUTH + "\"}}}");
        Files.move(next, dir.resolve("config.json"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(config.credential("ghcr.io", "demo")).contains(ALICE);

        Files.delete(dir.resolve("config.json"));
        assertThat(config.credential("ghcr.io", "demo")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "null", "\tnull\r\n", "{}"})
    void an_empty_file_has_no_credentials(String content, @TempDir Path empty) throws IOException {
        Path file = Files.writeString(empty.resolve("config.json"), content);

        assertThat(DockerConfig.of(file).credential("one.example", "demo")).isEmpty();
    }

    @Test
    void an_empty_helper_excludes_a_registry_from_the_helper_for_all() throws IOException {
        DockerConfig config = config("{\"credsStore\": \"absent\", \"credHelpers\": {\"ghcr.io\": \"\"},"
                + " \"auths\": {\"ghcr.io\": {\"auth\": \"" + ALICE_AUTH + "\"}}}");

        assertThat(config.credential("ghcr.io", "demo/tree")).contains(ALICE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4_095, 4_096})
    void white_space_alone_is_an_empty_document(int length) throws IOException {
        assertThat(config(" ".repeat(length)).credential("ghcr.io", "")).isEmpty();
    }

    @Test
    void a_file_of_16_mib_is_read_and_a_larger_one_is_refused() throws IOException {
        String largest = "{}" + " ".repeat((16 << 20) - 2);
        assertThat(config(largest).credential("ghcr.io", "")).isEmpty();

        DockerConfig larger = config(largest + " ");
        assertThatThrownBy(() -> larger.credential("ghcr.io", "")).isInstanceOf(LimitExceededException.class);
    }
}
