package dev.portolan.auth;

import dev.portolan.model.RegistryReference;

/** The names of a registry: in this SDK, and in Docker's configuration and helpers. */
final class RegistryName {
    /** Docker stores the credential of Docker Hub under the address of an obsolete API. */
    static final String DOCKER_HUB_ADDRESS = "https://index.docker.io/v1/";

    private RegistryName() {}

    /**
     * Checks the name of a registry from a user.
     *
     * @return its canonical name
     * @throws dev.portolan.error.InvalidReferenceException when it is not a host with an optional port
     */
    static String checked(String registry) {
        return RegistryReference.canonical(RegistryReference.parseRegistry(registry));
    }

    /** Returns Docker's name of a registry, for its canonical name. */
    static String dockerAddress(String canonical) {
        return canonical.equals(RegistryReference.DOCKER_HUB) ? DOCKER_HUB_ADDRESS : canonical;
    }
}
