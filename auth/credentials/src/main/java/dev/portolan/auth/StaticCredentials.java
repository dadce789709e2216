package dev.portolan.auth;

import dev.portolan.model.RegistryReference;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.util.Objects;
import java.util.Optional;

/**
 * A fixed credential for one registry.
 *
 * @since 0.1.0
 */
public final class StaticCredentials implements CredentialSource {
    private final String registry;
    private final Credential credential;

    private StaticCredentials(String registry, Credential credential) {
        this.registry = registry;
        this.credential = credential;
    }

    /**
     * Returns a user name and a password for one registry.
     *
     * @param registry {@code host} or {@code host:port}
     * @throws dev.portolan.error.InvalidReferenceException when it is neither
     */
    public static StaticCredentials password(String registry, String username, String password) {
        return of(registry, Credential.password(username, password));
    }

    /**
     * Returns a Bearer token for one registry, which is sent unchanged.
     *
     * @param registry {@code host} or {@code host:port}
     * @throws dev.portolan.error.InvalidReferenceException when it is neither
     */
    public static StaticCredentials token(String registry, String token) {
        return of(registry, Credential.bearerToken(token));
    }

    /**
     * Returns any kind of credential for one registry.
     *
     * @param registry {@code host} or {@code host:port}
     * @throws dev.portolan.error.InvalidReferenceException when it is neither
     */
    public static StaticCredentials of(String registry, Credential credential) {
        return new StaticCredentials(RegistryName.checked(registry), Objects.requireNonNull(credential));
    }

    @Override
    public Optional<Credential> credential(String registry, String repository) {
        return this.registry.equals(RegistryReference.canonical(registry)) ? Optional.of(credential) : Optional.empty();
    }

    /** Returns the registry and the kind of credential. */
    @Override
    public String toString() {
        return credential + " for " + registry;
    }
}
