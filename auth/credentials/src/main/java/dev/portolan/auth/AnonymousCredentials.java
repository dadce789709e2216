package dev.portolan.auth;

import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.util.Optional;

/**
 * A source that always uses anonymous access, even if there are stored credentials.
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

    /** Returns {@link Credential#anonymous()}. In a chain, sources after this one are never tried. */
    @Override
    public Optional<Credential> credential(String registry, String repository) {
        return Optional.of(Credential.anonymous());
    }

    @Override
    public String toString() {
        return "anonymous";
    }
}
