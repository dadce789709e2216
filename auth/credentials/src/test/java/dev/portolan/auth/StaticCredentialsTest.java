package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaticCredentialsTest {

    @Test
    void a_password_applies_only_to_its_registry() {
        CredentialSource source = StaticCredentials.password("ghcr.io", "alice", "secret");

        assertThat(source.credential("ghcr.io", "demo/tree")).contains(Credential.password("alice", "secret"));
        assertThat(source.credential("GHCR.io", "")).isPresent();
        assertThat(source.credential("quay.io", "demo/tree")).isEmpty();
        assertThat(source.credential("ghcr.io.example.com", "")).isEmpty();
        assertThat(source.credential("pkg.ghcr.io", "")).isEmpty();
    }

    @Test
    void a_token_applies_only_to_its_registry() {
        CredentialSource source = StaticCredentials.token("ghcr.io", "t0ken");

        assertThat(source.credential("ghcr.io", "demo/tree")).contains(Credential.bearerToken("t0ken"));
        assertThat(source.credential("quay.io", "demo/tree")).isEmpty();
    }

    @Test
    void a_port_is_part_of_the_registry() {
        CredentialSource source = StaticCredentials.password("localhost:5000", "alice", "secret");

        assertThat(source.credential("localhost:5000", "")).isPresent();
        assertThat(source.credential("localhost:5001", "")).isEmpty();
        assertThat(source.credential("localhost", "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker.io", "index.docker.io", "registry-1.docker.io"})
    void docker_hub_has_several_names(String name) {
        assertThat(StaticCredentials.token(name, "t").credential("docker.io", "library/alpine"))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://ghcr.io", "ghcr.io/demo", "alice@ghcr.io", "ghcr.io:port"})
    void a_malformed_registry_is_refused(String registry) {
        assertThatThrownBy(() -> StaticCredentials.token(registry, "t")).isInstanceOf(InvalidReferenceException.class);
    }

    @Test
    void the_anonymous_source_has_a_readable_text() {
        assertThat(AnonymousCredentials.create()).hasToString("anonymous");
        assertThat(AnonymousCredentials.create().credential("ghcr.io", "demo")).contains(Credential.anonymous());
    }
}
