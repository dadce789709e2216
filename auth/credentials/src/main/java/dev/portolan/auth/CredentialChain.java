package dev.portolan.auth;

import dev.portolan.error.CancelledException;
import dev.portolan.error.OciException;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tries several sources in order; the first credential is used. A source that fails is skipped; its failure is thrown
 * if no other source has a credential.
 *
 * @since 0.1.0
 */
public final class CredentialChain implements CredentialSource {
    private final List<CredentialSource> sources;

    private CredentialChain(List<CredentialSource> sources) {
        this.sources = sources;
    }

    /** Returns a chain of these sources. */
    public static CredentialChain of(CredentialSource... sources) {
        return of(List.of(sources));
    }

    /** Returns a chain of these sources; an empty chain has no credentials. */
    public static CredentialChain of(List<? extends CredentialSource> sources) {
        return new CredentialChain(List.copyOf(sources));
    }

    @Override
    public Optional<Credential> credential(String registry, String repository) {
        @Nullable OciException failure = null;
        for (CredentialSource source : sources) {
            try {
                Optional<Credential> credential = source.credential(registry, repository);
                if (credential.isPresent()) {
                    return credential;
                }
            } catch (CancelledException e) {
                throw e;
            } catch (OciException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return Optional.empty();
    }

    /** Notifies all sources. */
    @Override
    public void refused(String registry, String repository) {
        sources.forEach(source -> source.refused(registry, repository));
    }

    /** Returns the text of the sources. */
    @Override
    public String toString() {
        return sources.toString();
    }
}
