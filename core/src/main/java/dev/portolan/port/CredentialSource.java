package dev.portolan.port;

import java.util.Optional;

/** Knows credentials. Safe to use from several threads. */
@FunctionalInterface
public interface CredentialSource {

    /**
     * The credential for a repository of a registry.
     *
     * @param registry {@code host} or {@code host:port}; Docker Hub is {@code docker.io}
     * @param repository the repository's name; empty for the registry as a whole
     * @return the credential; empty when this source knows none
     */
    Optional<Credential> credential(String registry, String repository);
}
