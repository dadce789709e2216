package dev.portolan.http.config;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.model.RegistryReference;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names under which hosts are configured.
 *
 * @since 0.1.0
 */
public final class HostName {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    private HostName() {}

    /**
     * Checks a name from a user, and returns its canonical form. Without the check, a typo would go unnoticed.
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

    /**
     * Returns whether {@code host} or {@code host:port} is this machine, judging only by the name, which is not resolved.
     * An IPv6 address is in brackets.
     */
    public static boolean isLoopback(String host) {
        String name = host.replaceFirst(":[0-9]+$", "");
        byte[] address = address(withoutBrackets(name));
        try {
            return name.equalsIgnoreCase("localhost")
                    || address != null && InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** Returns the bytes of an address; null for a name, which is never resolved here. */
    static byte @Nullable [] address(String host) {
        if (!IPV4.matcher(host).matches() && host.indexOf(':') < 0) {
            return null;
        }
        try {
            return InetAddress.getByName(host).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
