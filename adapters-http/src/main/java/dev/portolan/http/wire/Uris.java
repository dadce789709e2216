package dev.portolan.http.wire;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads and builds addresses, as lenient in reading as registries are careless in writing. */
public final class Uris {
    private static final String LEGAL = "-._~:/?#[]@!$&'()*+,;=";

    private Uris() {}

    /**
     * Resolves a {@code Location}, a {@code Link} or a realm against the address that named it. Characters that are not
     * allowed in a URI are encoded instead of refused: Harbor behind some proxies sends {@code |}, for example.
     *
     * @throws IllegalArgumentException when the result is not an http or https address
     * @throws dev.portolan.error.UnreachableException when its host has an underscore and does not resolve
     */
    public static URI resolve(URI base, String location) {
        try {
            URI address = parse(location.trim());
            URI uri = address.toString().startsWith("?")
                    ? new URI(withoutQuery(base) + address.toString())
                    : base.resolve(address);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (scheme.startsWith("http") && uri.getHost() == null && hasUnderscore(uri)) {
                uri = UnderscoreHost.address(uri);
            }
            if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
                throw new IllegalArgumentException("not an http or https address");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a valid address: " + e.getReason(), e);
        }
    }

    private static boolean hasUnderscore(URI uri) {
        return uri.getRawAuthority() != null && uri.getRawAuthority().indexOf('_') >= 0;
    }

    private static URI parse(String text) throws URISyntaxException {
        if (text.chars().allMatch(c -> c < 0x80)) {
            try {
                return new URI(text);
            } catch (URISyntaxException e) {
                // with what is illegal in it encoded, then
            }
        }
        return new URI(encodeIllegal(text));
    }

    private static String encodeIllegal(String text) {
        return encode(text, LEGAL + "%").replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
    }

    /**
     * Returns the address with the scheme and the port of {@code from}, where it is plain HTTP on the same host and
     * {@code from} is not: a registry behind a proxy that ends TLS takes itself for plain HTTP, and says so in {@code
     * Location}, {@code Link}, realm and redirects. Any other address is returned as it is.
     */
    public static URI upgrade(URI from, URI address) {
        boolean mistaken = "http".equalsIgnoreCase(address.getScheme())
                && "https".equalsIgnoreCase(from.getScheme())
                && from.getHost().equalsIgnoreCase(address.getHost());
        return mistaken
                ? URI.create("https://" + authority(from) + address.getRawPath()
                        + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery()))
                : address;
    }

    /** Returns an address with one more query parameter; the others stay as they are. */
    public static URI withParameter(URI uri, String name, String value) {
        String query = uri.getRawQuery();
        String text = uri.toString();
        int fragment = text.indexOf('#');
        text = fragment < 0 ? text : text.substring(0, fragment);
        String separator = query == null ? "?" : query.isEmpty() ? "" : "&";
        return URI.create(text + separator + name + "=" + encode(value));
    }

    /** Encodes a value for a query: all but unreserved characters, {@code :} and {@code /}. */
    public static String encode(String value) {
        return encode(value, "-._~:/");
    }

    /** Encodes all but letters, digits and these characters. */
    private static String encode(String value, String legal) {
        StringBuilder encoded = new StringBuilder(value.length());
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (letterOrDigit || legal.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }

    /** Returns an address for messages: without user, query and fragment, which may hold secrets. */
    public static URI withoutQuery(URI uri) {
        if (uri.getRawQuery() == null && uri.getRawUserInfo() == null && uri.getRawFragment() == null) {
            return uri;
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return URI.create(uri.getScheme() + "://" + authority(uri) + path);
    }

    /** Returns host and port as the address has them. */
    public static String authority(URI uri) {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    /** Returns whether both have the same scheme, host and port. */
    public static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    /** Returns the port of an address, or the default port of its scheme. */
    static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }
}
