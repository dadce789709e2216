package dev.portolan.auth;

import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.util.Optional;

/**
 * Asks every registry as anybody, whatever credentials are stored on this machine.
 *
 * @since 0.1.0
 */
public final class AnonymousCredentials implements CredentialSource {
    private static final AnonymousCredentials INSTANCE = new AnonymousCredentials();

    private AnonymousCredentials() {}

    /** Returns the source. */
    public static AnonymousCredentials create() {
        return INSTANCE;
    }

    /** {@link Credential#anonymous()}, always; in a chain, sources after this one are never asked. */
    @Override
    public Optional<Credential> credential(String registry, String repository) {
        return Optional.of(Credential.anonymous());
    }

    @Override
    public String toString() {
        return "anonymous";
    }
}
