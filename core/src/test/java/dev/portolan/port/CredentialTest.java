package dev.portolan.port;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CredentialTest {
    private static final String SECRET = "hunter2";

    @Test
    void its_text_contains_neither_secret_nor_user() {
        assertThat(Credential.password("alice", SECRET))
                .hasToString("credential (PASSWORD)")
                .asString()
                .doesNotContain(SECRET, "alice");
        assertThat(Credential.identityToken(SECRET)).asString().doesNotContain(SECRET);
        assertThat(Credential.bearerToken(SECRET)).asString().doesNotContain(SECRET);
    }

    @Test
    void its_hash_does_not_depend_on_the_secret() {
        assertThat(Credential.password("alice", SECRET)).hasSameHashCodeAs(Credential.password("alice", "other"));
    }

    @Test
    void credentials_are_equal_by_kind_user_and_secret() {
        assertThat(Credential.password("alice", SECRET)).isEqualTo(Credential.password("alice", SECRET));
        assertThat(Credential.password("alice", SECRET)).isNotEqualTo(Credential.password("alice", "other"));
        assertThat(Credential.identityToken(SECRET)).isNotEqualTo(Credential.bearerToken(SECRET));
        assertThat(Credential.anonymous()).isSameAs(Credential.anonymous());
    }
}
