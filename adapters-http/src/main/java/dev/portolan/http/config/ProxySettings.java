package dev.portolan.http.config;

import dev.portolan.error.InvalidConfigurationException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Selects the proxy for a request. Immutable. The library does not read the environment; an application passes the
 * variables explicitly:
 *
 * <pre>{@code
 * HttpTransport.builder().proxies(ProxySettings.ofEnvironment(System.getenv()))
 * }</pre>
 *
 * <p>Loopback addresses never use a proxy.
 *
 * @since 0.1.0
 */
public final class ProxySettings {
    private static final ProxySettings NONE = new ProxySettings(null, null, List.of());

    private final @Nullable ProxyServer http;
    private final @Nullable ProxyServer https;
    private final List<ProxyBypass> bypasses;

    private ProxySettings(@Nullable ProxyServer http, @Nullable ProxyServer https, List<ProxyBypass> bypasses) {
        this.http = http;
        this.https = https;
        this.bypasses = bypasses;
    }

    /** Returns empty settings: the JVM's own proxy settings apply. */
    public static ProxySettings none() {
        return NONE;
    }

    /** Returns settings with one proxy for all hosts except loopback addresses. */
    public static ProxySettings of(ProxyServer proxy) {
        Objects.requireNonNull(proxy);
        return new ProxySettings(proxy, proxy, List.of());
    }

    /**
     * Returns the proxies of {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY}, or the same in lower case,
     * as curl and Go read them. In a CGI program {@code HTTP_PROXY} is ignored, since a client can set it.
     *
     * @throws dev.portolan.error.InvalidConfigurationException when a proxy's address is malformed
     */
    public static ProxySettings ofEnvironment(Map<String, String> environment) {
        boolean cgi = environment.containsKey("REQUEST_METHOD");
        String http = cgi ? environment.getOrDefault("http_proxy", "") : variable(environment, "HTTP_PROXY");
        String https = variable(environment, "HTTPS_PROXY");
        if (http.isEmpty() && https.isEmpty()) {
            return NONE;
        }
        String[] direct = variable(environment, "NO_PROXY").split("[,\\s]+", -1);
        return new ProxySettings(
                server("HTTP_PROXY", http), server("HTTPS_PROXY", https), bypasses(direct, ProxyBypass::ofVariable));
    }

    /**
     * Returns the proxies of Java's properties {@code http.proxyHost}, {@code http.proxyPort}, {@code http.proxyUser},
     * {@code http.proxyPassword}, the same for {@code https}, and {@code http.nonProxyHosts}.
     *
     * @throws dev.portolan.error.InvalidConfigurationException when a proxy's address is malformed
     */
    public static ProxySettings ofProperties(Properties properties) {
        ProxyServer http = server(properties, "http", "80");
        ProxyServer https = server(properties, "https", "443");
        if (http == null && https == null) {
            return NONE;
        }
        String[] direct = properties.getProperty("http.nonProxyHosts", "").split("\\|", -1);
        return new ProxySettings(http, https, bypasses(direct, ProxyBypass::ofPattern));
    }

    private static List<ProxyBypass> bypasses(String[] entries, Function<String, Optional<ProxyBypass>> parser) {
        return Stream.of(entries).flatMap(entry -> parser.apply(entry).stream()).toList();
    }

    private static String variable(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "").strip();
        return value.isEmpty()
                ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "").strip()
                : value;
    }

    private static @Nullable ProxyServer server(String variable, String text) {
        try {
            return text.isEmpty() ? null : ProxyServer.parse(text.contains("://") ? text : "http://" + text);
        } catch (InvalidConfigurationException e) {
            throw e.with(e.problem().at(variable));
        }
    }

    private static @Nullable ProxyServer server(Properties properties, String scheme, String port) {
        String host = properties.getProperty(scheme + ".proxyHost", "").strip();
        if (host.isEmpty()) {
            return null;
        }
        ProxyServer server = ProxyServer.parse(host + ":" + properties.getProperty(scheme + ".proxyPort", port));
        String user = properties.getProperty(scheme + ".proxyUser", "");
        return user.isEmpty() ? server : server.withLogin(user, properties.getProperty(scheme + ".proxyPassword", ""));
    }

    /** Returns whether the settings are empty; then the JVM's own settings apply. */
    public boolean isEmpty() {
        return http == null && https == null;
    }

    /** Returns the proxy for an address; empty to reach the address directly. */
    public Optional<ProxyServer> proxyFor(URI address) {
        ProxyServer proxy = "https".equalsIgnoreCase(address.getScheme()) ? https : http;
        String host = address.getHost() == null ? "" : address.getHost().toLowerCase(Locale.ROOT);
        if (proxy == null || HostName.isLoopback(host) || bypasses.stream().anyMatch(one -> one.matches(address))) {
            return Optional.empty();
        }
        return Optional.of(proxy);
    }

    /** Returns the proxies, without logins. */
    @Override
    public String toString() {
        return "http: " + (http == null ? "direct" : http) + ", https: " + (https == null ? "direct" : https);
    }
}
