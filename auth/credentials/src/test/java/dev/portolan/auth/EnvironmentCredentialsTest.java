package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentCredentialsTest {

    private static CredentialSource of(Map<String, String> variables) {
        return EnvironmentCredentials.of(UserEnvironment.of(variables, Path.of("/nonexistent")));
    }

    @Test
    void a_password_applies_to_the_named_registry() {
        CredentialSource source =
                of(Map.of("PORTOLAN_REGISTRY", "ghcr.io", "PORTOLAN_USERNAME", "alice", "PORTOLAN_PASSWORD", "secret"));

        assertThat(source.credential("ghcr.io", "demo")).contains(Credential.password("alice", "secret"));
        assertThat(source.credential("quay.io", "demo")).isEmpty();
    }

    @Test
    void a_token_applies_to_the_named_registry() {
        CredentialSource source = of(Map.of("PORTOLAN_REGISTRY", "ghcr.io", "PORTOLAN_TOKEN", "t0ken"));

        assertThat(source.credential("ghcr.io", "demo")).contains(Credential.bearerToken("t0ken"));
        assertThat(source.credential("quay.io", "demo")).isEmpty();
    }

    @Test
    void docker_auth_config_holds_a_whole_document() {
        CredentialSource source =
                of(Map.of("DOCKER_AUTH_CONFIG", "{\"auths\":{\"quay.io\":{\"auth\":\"YWxpY2U6c2VjcmV0\"}}}"));

        assertThat(source.credential("quay.io", "demo")).contains(Credential.password("alice", "secret"));
        assertThat(source.credential("ghcr.io", "demo")).isEmpty();
    }

    @Test
    void without_variables_there_are_no_credentials() {
        assertThat(of(Map.of()).credential("ghcr.io", "")).isEmpty();
        assertThat(of(Map.of("PORTOLAN_REGISTRY", "ghcr.io", "PORTOLAN_PASSWORD", ""))
                        .credential("ghcr.io", ""))
                .isEmpty();
    }

    @Test
    void a_secret_without_a_registry_is_an_error() {
        assertThatThrownBy(() -> of(Map.of("PORTOLAN_USERNAME", "alice", "PORTOLAN_PASSWORD", "s3cret")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("PORTOLAN_PASSWORD is set without PORTOLAN_REGISTRY")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> of(Map.of("PORTOLAN_TOKEN", "t0ken")))
                .hasMessageContaining("PORTOLAN_TOKEN is set without PORTOLAN_REGISTRY");
    }

    @Test
    void a_password_without_a_user_name_is_an_error() {
        assertThatThrownBy(() -> of(Map.of("PORTOLAN_REGISTRY", "ghcr.io", "PORTOLAN_PASSWORD", "s3cret")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("PORTOLAN_USERNAME");
    }

    @Test
    void a_password_together_with_a_token_is_an_error() {
        assertThatThrownBy(() -> of(Map.of(
                        "PORTOLAN_REGISTRY", "ghcr.io", "PORTOLAN_PASSWORD", "s3cret", "PORTOLAN_TOKEN", "t0ken")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageNotContaining("s3cret")
                .hasMessageNotContaining("t0ken");
    }

    @Test
    void a_malformed_registry_is_an_error() {
        assertThatThrownBy(() -> of(Map.of("PORTOLAN_REGISTRY", "https://ghcr.io", "PORTOLAN_TOKEN", "t0ken")))
                .isInstanceOf(InvalidReferenceException.class);
    }

    @Test
    void a_malformed_document_is_an_error_that_names_the_variable() {
        assertThatThrownBy(() -> of(Map.of("DOCKER_AUTH_CONFIG", "{\"auths\": s3cret}")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("DOCKER_AUTH_CONFIG")
                .hasMessageNotContaining("s3cret");
    }
}
