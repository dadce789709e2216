package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.CancelledException;
import dev.portolan.error.OciException;
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
    void the_first_source_with_credentials_wins() {
        CredentialSource chain = CredentialChain.of(ghcr, ghcrAgain, quay);

        assertThat(chain.credential("ghcr.io", "")).contains(Credential.password("first", "secret"));
        assertThat(chain.credential("quay.io", "")).contains(Credential.password("third", "secret"));
    }

    @Test
    void without_any_source_there_are_no_credentials() {
        assertThat(CredentialChain.of(ghcr, quay).credential("docker.io", "")).isEmpty();
        assertThat(CredentialChain.of().credential("docker.io", "")).isEmpty();
    }

    @Test
    void anonymous_ends_the_search() {
        assertThat(CredentialChain.of(AnonymousCredentials.create(), ghcr).credential("ghcr.io", ""))
                .contains(Credential.anonymous());
    }

    private static CredentialSource failing(OciException failure) {
        return (registry, repository) -> {
            throw failure;
        };
    }

    @Test
    void a_source_that_fails_does_not_hide_the_next_one() {
        CredentialSource failing = failing(new StorageException(Problem.of("broken")));

        assertThat(CredentialChain.of(failing, ghcr).credential("ghcr.io", ""))
                .contains(Credential.password("first", "secret"));
    }

    @Test
    void the_first_failure_is_thrown_if_no_source_has_credentials() {
        OciException first = new StorageException(Problem.of("first"));
        CredentialSource chain =
                CredentialChain.of(ghcr, failing(first), failing(new StorageException(Problem.of("second"))), quay);

        assertThatThrownBy(() -> chain.credential("docker.io", "")).isSameAs(first);
    }

    @Test
    void an_interrupt_ends_the_search() {
        OciException interrupted = new CancelledException(Problem.of("interrupted"));

        assertThatThrownBy(() -> CredentialChain.of(failing(interrupted), ghcr).credential("ghcr.io", ""))
                .isSameAs(interrupted);
    }

    @Test
    void all_sources_are_notified_of_a_refusal() {
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
