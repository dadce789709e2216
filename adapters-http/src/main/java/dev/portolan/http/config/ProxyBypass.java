package dev.portolan.http.config;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Hosts that are reached without a proxy: one entry of {@code NO_PROXY} or {@code http.nonProxyHosts}. */
final class ProxyBypass {
    private static final int BYTE = 8;

    private final Predicate<String> rule;
    private final int port;

    private ProxyBypass(Predicate<String> rule, int port) {
        this.rule = rule;
        this.port = port;
    }

    /**
     * {@code *}, a domain with its subdomains, {@code .domain} for the subdomains only, an address, a network; each
     * with a port.
     */
    static Optional<ProxyBypass> ofVariable(String text) {
        String entry = text.strip().toLowerCase(Locale.ROOT);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        int slash = entry.indexOf('/');
        if (slash > 0) {
            return network(entry.substring(0, slash), entry.substring(slash + 1));
        }
        int colon = entry.lastIndexOf(':');
        boolean named = colon > 0
                && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']')
                && entry.substring(colon + 1).matches("[0-9]{1,5}");
        String host = HostName.withoutBrackets(named ? entry.substring(0, colon) : entry);
        int port = named ? Integer.parseInt(entry.substring(colon + 1)) : -1;
        String name = host.startsWith("*.") ? host.substring(1) : host;
        Predicate<String> rule = name.equals("*")
                ? any -> true
                : name.startsWith(".")
                        ? other -> other.endsWith(name)
                        : other -> other.equals(name) || other.endsWith("." + name);
        return Optional.of(new ProxyBypass(rule, port));
    }

    /** A name in which {@code *} matches any characters. */
    static Optional<ProxyBypass> ofPattern(String text) {
        String entry = text.strip().toLowerCase(Locale.ROOT);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        Predicate<String> rule =
                Pattern.compile(Pattern.quote(entry).replace("*", "\\E.*\\Q")).asMatchPredicate();
        return Optional.of(new ProxyBypass(rule, -1));
    }

    private static Optional<ProxyBypass> network(String address, String length) {
        byte[] network = HostName.address(HostName.withoutBrackets(address));
        if (network == null || !length.matches("[0-9]{1,3}") || Integer.parseInt(length) > network.length * BYTE) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(length);
        return Optional.of(new ProxyBypass(host -> isWithin(HostName.address(host), network, bits), -1));
    }

    private static boolean isWithin(byte @Nullable [] address, byte[] network, int bits) {
        if (address == null || address.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % BYTE;
            if ((address[bit / BYTE] & mask) != (network[bit / BYTE] & mask)) {
                return false;
            }
        }
        return true;
    }

    boolean matches(URI address) {
        int target =
                address.getPort() >= 0 ? address.getPort() : "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
        String host = address.getHost() == null
                ? ""
                : HostName.withoutBrackets(address.getHost().toLowerCase(Locale.ROOT));
        return (port < 0 || port == target) && rule.test(host);
    }
}
