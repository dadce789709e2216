package dev.portolan.http.config;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import dev.portolan.port.Credential;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * An HTTP proxy with an optional login. Requests over TLS use a tunnel (CONNECT), so the proxy cannot read them.
 * Immutable; {@code toString} does not contain the login.
 *
 * @since 0.1.0
 */
public final class ProxyServer {
    private static final int LARGEST_PORT = 65_535;
    private static final int DEFAULT_PORT = 80;

    private final String host;
    private final int port;
    private final Credential login;

    private ProxyServer(String host, int port, Credential login) {
        this.host = host;
        this.port = port;
        this.login = login;
    }

    /**
     * Returns a proxy without a login.
     *
     * @param host a name or an address; names are resolved when needed
     * @param port 1 to 65535
     * @throws InvalidConfigurationException when one of them is malformed
     */
    public static ProxyServer of(String host, int port) {
        return parse("http://" + host + ":" + port);
    }

    /**
     * Parses {@code [http://][USER:PASSWORD@]HOST:PORT}. After {@code http://} the port is optional and 80 by default;
     * user and password may be percent-encoded.
     *
     * @throws InvalidConfigurationException when the text is something else; the message does not repeat it
     */
    public static ProxyServer parse(String text) {
        String trimmed = text.strip();
        int scheme = trimmed.indexOf("://");
        if (scheme >= 0
                && !trimmed.substring(0, scheme).toLowerCase(Locale.ROOT).equals("http")) {
            throw malformed("only http:// proxies are supported");
        }
        String rest = scheme < 0 ? trimmed : trimmed.substring(scheme + 3);
        int at = rest.lastIndexOf('@');
        String address = rest.substring(at + 1);
        try {
            URI uri = new URI("http://" + address);
            String path = uri.getRawPath();
            boolean portIsMissing = uri.getPort() < 0 && (scheme < 0 || address.endsWith(":"));
            boolean more = !(path.isEmpty() || path.equals("/")) || uri.getRawQuery() != null;
            if (uri.getHost() == null || more || portIsMissing || uri.getPort() > LARGEST_PORT || uri.getPort() == 0) {
                throw malformed("it is not HOST:PORT");
            }
            int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
            return new ProxyServer(uri.getHost(), port, at < 0 ? Credential.anonymous() : login(rest.substring(0, at)));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw malformed("it is not HOST:PORT");
        }
    }

    private static Credential login(String userInfo) {
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        return Credential.password(decode(user), decode(colon < 0 ? "" : userInfo.substring(colon + 1)));
    }

    /** A plus sign is literal here, as in addresses. */
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a percent sign that does not start an escape is part of the password
        }
    }

    private static InvalidConfigurationException malformed(String reason) {
        return new InvalidConfigurationException(Problem.of("the address of a proxy is malformed")
                .because(reason)
                .advice("write [USER:PASSWORD@]HOST:PORT, after http:// or without it"));
    }

    /** Returns the same proxy with another login (RFC 7617). */
    public ProxyServer withLogin(String user, String password) {
        return new ProxyServer(host, port, Credential.password(user, password));
    }

    /** Returns the host. */
    public String host() {
        return host;
    }

    /** Returns the port. */
    public int port() {
        return port;
    }

    /** Returns the login; empty for none. */
    public Optional<Credential> login() {
        return login.kind() == Credential.Kind.PASSWORD ? Optional.of(login) : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProxyServer that
                && host.equals(that.host)
                && port == that.port
                && login.equals(that.login);
    }

    @Override
    public int hashCode() {
        return Objects.hash(host, port);
    }

    /** Returns host and port. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
