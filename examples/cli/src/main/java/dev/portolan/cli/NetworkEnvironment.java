package dev.portolan.cli;

import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.ProxySettings;
import dev.portolan.http.config.Tls;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The environment's settings for every connection: {@code HTTP_PROXY}, {@code HTTPS_PROXY}, {@code NO_PROXY}, Java's
 * own proxy properties, and {@code SSL_CERT_FILE}.
 */
final class NetworkEnvironment {
    private final ProxySettings proxies;
    private final Optional<Tls> tls;

    private NetworkEnvironment(ProxySettings proxies, Optional<Tls> tls) {
        this.proxies = proxies;
        this.tls = tls;
    }

    static NetworkEnvironment of(Map<String, String> variables, Properties properties) {
        ProxySettings proxies = ProxySettings.ofEnvironment(variables);
        return new NetworkEnvironment(
                proxies.isEmpty() ? ProxySettings.ofProperties(properties) : proxies,
                Optional.ofNullable(variables.get("SSL_CERT_FILE"))
                        .filter(name -> !name.isBlank())
                        .map(Path::of)
                        .map(file -> Tls.later(() -> trusting(file))));
    }

    private static Tls trusting(Path authorities) {
        return InputFile.naming(
                "SSL_CERT_FILE " + authorities,
                () -> Tls.builder().trustAlso(InputFile.read(authorities)).build());
    }

    /** Returns the settings of a host, completed by the environment; settings of a file or an option stay. */
    HostConfig complete(HostConfig host) {
        HostConfig.Builder complete = host.toBuilder();
        if (host.proxies().isEmpty()) {
            complete.proxies(proxies);
        }
        if (host.tls().isEmpty()) {
            tls.ifPresent(complete::tlsWhereUsed);
        }
        return complete.build();
    }
}
