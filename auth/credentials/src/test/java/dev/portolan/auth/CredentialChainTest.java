package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CredentialChainTest {
    private final CredentialSource ghcr = StaticCredentials.password("ghcr.io", "first", "secret");
    private final CredentialSource ghcrAgain = StaticCredentials.password("ghcr.io", "second", "secret");
    private final CredentialSource quay = StaticCredentials.password("quay.io", "third", "secret");

    @Test
    void the_first_that_knows_decides() {
        CredentialSource chain = CredentialChain.of(ghcr, ghcrAgain, quay);

        assertThat(chain.credential("ghcr.io", "")).contains(Credential.password("first", "secret"));
        assertThat(chain.credential("quay.io", "")).contains(Credential.password("third", "secret"));
    }

    @Test
    void what_none_knows_is_not_known() {
        assertThat(CredentialChain.of(ghcr, quay).credential("docker.io", "")).isEmpty();
        assertThat(CredentialChain.of().credential("docker.io", "")).isEmpty();
    }

    @Test
    void anonymous_ends_the_asking() {
        assertThat(CredentialChain.of(AnonymousCredentials.create(), ghcr).credential("ghcr.io", ""))
                .contains(Credential.anonymous());
    }

    @Test
    void a_failure_is_not_passed_over() {
        CredentialSource failing = (registry, repository) -> {
            throw new StorageException(Problem.of("broken"));
        };

        assertThatThrownBy(() -> CredentialChain.of(failing, ghcr).credential("ghcr.io", ""))
                .isInstanceOf(StorageException.class);
    }

    @Test
    void all_sources_are_told_of_a_refusal() {
        List<String> told = new ArrayList<>();
        CredentialSource listening = new CredentialSource() {
            @Override
            public Optional<Credential> credential(String registry, String repository) {
                return Optional.empty();
            }

            @Override
            public void refused(String registry, String repository) {
                told.add(registry + "/" + repository);
            }
        };

        CredentialChain.of(ghcr, listening, listening).refused("ghcr.io", "demo");

        assertThat(told).containsExactly("ghcr.io/demo", "ghcr.io/demo");
    }
}
