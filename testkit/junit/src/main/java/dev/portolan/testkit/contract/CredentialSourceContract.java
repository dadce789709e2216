package dev.portolan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * The contract tests of {@link CredentialSource}.
 *
 * @since 0.1.0
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class CredentialSourceContract {
    /** The registry for which the source under test has a credential. */
    protected static final String KNOWN = "known.example.com:5000";

    private @Nullable CredentialSource source;

    /** Called by JUnit. */
    protected CredentialSourceContract() {}

    /**
     * Returns a source with a credential for {@link #KNOWN} and no other registry; called once before each test.
     */
    protected abstract CredentialSource sourceThatKnows(Credential credential);

    /** Returns the credential to pass to {@link #sourceThatKnows}, of a kind that the source supports. */
    protected Credential credential() {
        return Credential.password("alice", "correct horse:battery");
    }

    @BeforeEach
    final void makeSource() {
        source = sourceThatKnows(credential());
    }

    private CredentialSource source() {
        return Objects.requireNonNull(source);
    }

    @Test
    void the_credential_of_a_registry_is_known() {
        assertThat(source().credential(KNOWN, "")).contains(credential());
    }

    @Test
    void the_credential_of_a_registry_applies_to_its_repositories() {
        assertThat(source().credential(KNOWN, "demo/tree")).contains(credential());
    }

    @Test
    void another_registry_gets_nothing() {
        for (String other : List.of(
                "other.example.com:5000",
                "known.example.com",
                "known.example.com:5001",
                "example.com:5000",
                "known.example.com.evil.test:5000",
                "docker.io")) {
            assertThat(source().credential(other, "demo/tree")).as(other).isEmpty();
        }
    }

    @Test
    void a_second_call_returns_the_same() {
        Optional<Credential> first = source().credential(KNOWN, "demo/tree");

        assertThat(source().credential(KNOWN, "demo/tree")).isEqualTo(first);
    }

    @Test
    void neither_the_source_nor_the_credential_shows_the_secret() {
        Credential known = source().credential(KNOWN, "").orElseThrow();

        assertThat(known.toString()).doesNotContain(credential().secret());
        assertThat(source().toString()).doesNotContain(credential().secret());
    }

    @Test
    void several_threads_ask() throws Exception {
        List<Callable<Optional<Credential>>> tasks =
                Collections.nCopies(32, () -> source().credential(KNOWN, "demo/tree"));

        assertThat(AtOnce.run(8, tasks)).containsOnly(Optional.of(credential()));
    }
}
