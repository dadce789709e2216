package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.port.Credential;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    Path dir;

    @Test
    void no_text_of_a_source_contains_a_secret() throws Exception {
        Map<String, String> variables = Map.of(
                "PORTOLAN_REGISTRY", "ghcr.io",
                "PORTOLAN_USERNAME", "us3r",
                "PORTOLAN_PASSWORD", "s3cret",
                "DOCKER_AUTH_CONFIG", "{\"auths\": {\"quay.io\": {\"username\": \"us3r\", \"password\": \"s3cret\"}}}");
        UserEnvironment environment = UserEnvironment.of(variables, dir);
        Path file = Files.writeString(
                dir.resolve("config.json"),
                "{\"auths\": {\"ghcr.io\": {\"username\": \"us3r\", \"password\": \"s3cret\"}}}");
        DockerConfig config = DockerConfig.of(file);
        CachingCredentials caching = CachingCredentials.of(config);
        assertThat(config.credential("ghcr.io", "")).isPresent();
        assertThat(caching.credential("ghcr.io", "")).isPresent();

        List<Object> objects = List.of(
                environment,
                StaticCredentials.password("ghcr.io", "us3r", "s3cret"),
                StaticCredentials.token("ghcr.io", "s3cret"),
                EnvironmentCredentials.of(environment),
                DefaultCredentials.of(environment),
                CredentialChain.of(StaticCredentials.token("ghcr.io", "s3cret")),
                CachingCredentials.of(StaticCredentials.token("ghcr.io", "s3cret")),
                CredentialHelpers.of(environment),
                CredentialHelpers.of(environment).named("test"),
                CredentialStore.of(file, CredentialHelpers.of(environment)),
                Credential.password("us3r", "s3cret"),
                ConfigDocument.parse("place", "{\"auths\": \"s3cret\"}".getBytes()),
                new HelperProcess.Answer(1, "s3cret".getBytes()),
                config,
                caching);

        assertThat(objects)
                .allSatisfy(object -> assertThat(object.toString())
                        .isNotEmpty()
                        .doesNotContain("s3cret")
                        .doesNotContain("us3r")
                        .doesNotContain("@"));
    }
}
