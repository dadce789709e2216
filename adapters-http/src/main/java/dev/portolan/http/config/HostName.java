package dev.portolan.http.config;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.model.RegistryReference;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names under which hosts are configured.
 *
 * @since 0.1.0
 */
public final class HostName {
    private static final Set<String> DOCKER_HUB = Set.of("index.docker.io", "registry-1.docker.io");

    /** Names that docker-compose gives to services, of which {@link URI} makes no host. */
    private static final Pattern UNDERSCORE = Pattern.compile("[A-Za-z0-9._-]{1,255}(:[0-9]{1,5})?");

    private HostName() {}

    /** Returns the canonical form of a name: in lower case, and {@code docker.io} for each of Docker Hub's. */
    public static String canonical(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return DOCKER_HUB.contains(name) ? RegistryReference.DOCKER_HUB : name;
    }

    /**
     * Checks a name that a user gave, and returns its canonical form. Without the check, a typing error would go
     * unnoticed.
     *
     * @throws InvalidReferenceException when it is not {@code host} or {@code host:port}
     */
    public static String checked(String host) {
        if (host.indexOf('_') >= 0 && UNDERSCORE.matcher(host).matches()) {
            return canonical(host);
        }
        try {
            URI uri = new URI("http://" + host);
            boolean portIsMissing = host.endsWith(":");
            if (!portIsMissing
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && host.equals(uri.getRawAuthority())) {
                return canonical(host);
            }
        } catch (URISyntaxException e) {
            // said below
        }
        // The part before an "@" may be a password.
        String shown = host.indexOf('@') < 0 ? "\"" + host + "\"" : "with a user name";
        throw new InvalidReferenceException(Problem.of("host " + shown + " cannot be configured")
                .because("it is not HOST or HOST:PORT")
                .advice("omit the scheme and the path"));
    }
}
