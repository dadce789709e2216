package dev.portolan.auth;

import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.util.List;
import java.util.Optional;

/**
 * Asks several sources in their order; the first that knows a credential decides. A source that fails ends the
 * asking with its failure: whatever it would have said is not guessed at.
 */
public final class CredentialChain implements CredentialSource {
    private final List<CredentialSource> sources;

    private CredentialChain(List<CredentialSource> sources) {
        this.sources = sources;
    }

    /** A chain of these sources. */
    public static CredentialChain of(CredentialSource... sources) {
        return of(List.of(sources));
    }

    /** A chain of these sources; one of none knows nothing. */
    public static CredentialChain of(List<? extends CredentialSource> sources) {
        return new CredentialChain(List.copyOf(sources));
    }

    @Override
    public Optional<Credential> credential(String registry, String repository) {
        for (CredentialSource source : sources) {
            Optional<Credential> credential = source.credential(registry, repository);
            if (credential.isPresent()) {
                return credential;
            }
        }
        return Optional.empty();
    }

    /** Tells all sources. */
    @Override
    public void refused(String registry, String repository) {
        sources.forEach(source -> source.refused(registry, repository));
    }

    /** The sources, as they call themselves. */
    @Override
    public String toString() {
        return sources.toString();
    }
}
