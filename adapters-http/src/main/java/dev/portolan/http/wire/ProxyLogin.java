package dev.portolan.http.wire;

import dev.portolan.http.config.ProxyServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The {@code Proxy-Authorization} header for a proxy that asks for a login (RFC 7617). */
final class ProxyLogin {
    private ProxyLogin() {}

    /**
     * Returns the header's value. The JDK's client sends it to the proxy alone, never through a tunnel to the registry.
     * For a tunnel it drops the header unless the JVM was started with {@code
     * -Djdk.http.auth.tunneling.disabledSchemes=}, which a program may set and a library must not.
     */
    static Optional<String> header(ProxyServer proxy) {
        return proxy.login().map(login -> {
            String pair = login.username() + ":" + login.secret();
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        });
    }
}
