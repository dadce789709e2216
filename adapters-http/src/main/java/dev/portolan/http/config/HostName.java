package dev.portolan.http.config;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.model.RegistryReference;

/**
 * The names under which hosts are configured.
 *
 * @since 0.1.0
 */
public final class HostName {
    private HostName() {}

    /**
     * Checks a name that a user gave, and returns its canonical form. Without the check, a typing error would go
     * unnoticed.
     *
     * @throws InvalidReferenceException when it is not {@code host} or {@code host:port}
     */
    public static String checked(String host) {
        if (RegistryReference.isHost(host)) {
            return RegistryReference.canonical(host);
        }
        // The part before an "@" may be a password.
        String shown = host.indexOf('@') < 0 ? "\"" + host + "\"" : "with a user name";
        throw new InvalidReferenceException(Problem.of("host " + shown + " cannot be configured")
                .because("it is not HOST or HOST:PORT")
                .advice("omit the scheme and the path"));
    }
}
