package dev.portolan.port;

import java.util.Optional;

/**
 * Knows credentials. Safe to use from several threads.
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
     * @return the credential; empty when this source knows none
     */
    Optional<Credential> credential(String registry, String repository);

    /**
     * Told that the registry did not take the credential that this source gave: what is kept of it is to be asked for
     * anew, since passwords are changed and tokens expire. By default nothing happens, which is right for sources that
     * keep nothing. Does not fail, and does not ask anybody.
     *
     * @param registry {@code host} or {@code host:port}, as it was asked for
     * @param repository the repository's name, as it was asked for
     */
    default void refused(String registry, String repository) {}
}
