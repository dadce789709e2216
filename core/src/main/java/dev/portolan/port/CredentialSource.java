package dev.portolan.port;

import java.util.Optional;

/**
 * A source of credentials. Safe to use from several threads.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CredentialSource {

    /**
     * Returns the credential for a repository of a registry.
     *
     * @param registry {@code host} or {@code host:port}; Docker Hub is {@code docker.io}
     * @param repository the repository's name; empty for the registry as a whole
     * @return the credential; empty when this source has none
     */
    Optional<Credential> credential(String registry, String repository);

    /**
     * Called when the registry rejected the credential of this source. A source that caches credentials drops this one,
     * since passwords change and tokens expire. The default does nothing. Implementations must not fail, block or
     * prompt.
     *
     * @param registry {@code host} or {@code host:port}, as passed to {@link #credential}
     * @param repository the name of the repository, as passed to {@link #credential}
     */
    default void refused(String registry, String repository) {}
}
