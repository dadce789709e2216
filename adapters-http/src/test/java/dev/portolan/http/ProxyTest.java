package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.OciException;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.ProxyServer;
import dev.portolan.http.config.Tls;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.tls.CertificateAuthority;
import dev.portolan.registry.tls.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests through a real squid, also to a registry behind a real stunnel. */
class ProxyTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create();

    @TempDir
    Path dir;

    private static HostConfig.Builder plain(ProxyServer proxy) {
        return HostConfig.builder().plainHttp(true).proxy(proxy);
    }

    private static HostConfig.Builder secure(ProxyServer proxy) {
        return HostConfig.builder()
                .plainHttp(false)
                .proxy(proxy)
                .tls(Tls.builder()
                        .trustAlso(AUTHORITY.pem().getBytes(StandardCharsets.US_ASCII))
                        .build());
    }

    private static ProxyServer proxy(RealServer squid) {
        return ProxyServer.of("127.0.0.1", squid.port());
    }

    private static HttpTransport transport(HostConfig.Builder config, RequestLog log) {
        return HttpTransport.builder()
                .defaults(config.build())
                .time(new TestTime())
                .listener(log)
                .build();
    }

    /** Pushes and pulls blobs of several sizes. */
    private static void roundTrip(HostConfig.Builder config, String host) {
        try (HttpTransport transport = transport(config, new RequestLog())) {
            Repository repository = transport.open(Reference.parse(host + "/demo/tree"));
            for (int size : new int[] {1, 70_000, 5 << 20}) {
                byte[] content = new byte[size];
                new Random(size).nextBytes(content);
                Descriptor blob = Descriptor.of("application/octet-stream", content);
                repository.write(blob, Content.of(content));
                assertThat(repository.bytes(blob)).isEqualTo(content);
            }
        }
    }

    private static void neverSawTheLogin(RegistryServer registry) {
        assertThat(registry.requests().all())
                .isNotEmpty()
                .allSatisfy(request ->
                        assertThat(request.header("Proxy-Authorization")).isEmpty());
    }

    @Test
    void blobs_of_all_sizes_pass_a_proxy_with_a_login() throws IOException {
        try (RealServer squid = RealServer.squid(dir, true);
                RegistryServer registry = RegistryServer.start()) {
            roundTrip(plain(proxy(squid).withLogin("me", "pw")), "127.0.0.1:" + registry.port());
            neverSawTheLogin(registry);
        }
    }

    @Test
    void blobs_of_all_sizes_pass_a_tunnel_with_a_login() throws IOException {
        Identity identity = AUTHORITY.issue("registry", "127.0.0.1", "localhost");
        try (RealServer squid = RealServer.squid(dir, true);
                RegistryServer registry = RegistryServer.start();
                RealServer stunnel = RealServer.stunnel(
                        dir, identity.certificatePem(), identity.privateKeyPem(), "127.0.0.1:" + registry.port())) {
            roundTrip(secure(proxy(squid).withLogin("me", "pw")), stunnel.host());
            neverSawTheLogin(registry);
        }
    }

    @Test
    void a_proxy_without_a_login_needs_none() throws IOException {
        try (RealServer squid = RealServer.squid(dir, false);
                RegistryServer registry = RegistryServer.start();
                RegistryServer other = RegistryServer.builder().tls(AUTHORITY).start()) {
            roundTrip(plain(proxy(squid)), "127.0.0.1:" + registry.port());
            roundTrip(secure(proxy(squid)), "127.0.0.1:" + other.port());
        }
    }

    private static OciException failure(HostConfig.Builder config, String host, int requests) {
        RequestLog log = new RequestLog();
        try (HttpTransport transport = transport(config, log)) {
            OciException[] failure = new OciException[1];
            assertThatThrownBy(() ->
                            transport.open(Reference.parse(host + "/demo/tree")).manifest(Tag.of("v1")))
                    .isInstanceOfSatisfying(OciException.class, e -> failure[0] = e);
            assertThat(log.take()).hasSizeLessThanOrEqualTo(requests);
            assertThat(failure[0].getMessage()).doesNotContain("wrong").doesNotContain("Exception");
            return failure[0];
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_missing_login_is_reported_at_once(boolean tls) throws IOException {
        try (RealServer squid = RealServer.squid(dir, true)) {
            ProxyServer proxy = proxy(squid);
            assertThat(failure(tls ? secure(proxy) : plain(proxy), "registry.example", 1))
                    .isInstanceOf(UnauthenticatedException.class)
                    .hasMessageContaining("the proxy " + proxy + " requires a login");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_wrong_login_is_refused_at_once(boolean tls) throws IOException {
        try (RealServer squid = RealServer.squid(dir, true)) {
            ProxyServer proxy = proxy(squid).withLogin("me", "wrong");
            assertThat(failure(tls ? secure(proxy) : plain(proxy), "registry.example", 1))
                    .isInstanceOf(UnauthenticatedException.class)
                    .hasMessageContaining("the proxy " + proxy + " refused the user and password");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_host_that_the_proxy_blocks_is_blamed_on_the_proxy(boolean tls) throws IOException {
        try (RealServer squid = RealServer.squid(dir, false)) {
            ProxyServer proxy = proxy(squid);
            assertThat(failure(tls ? secure(proxy) : plain(proxy), "registry.blocked.example", 1))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("the proxy " + proxy);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_host_that_the_proxy_does_not_find_is_blamed_on_the_proxy(boolean tls) throws IOException {
        try (RealServer squid = RealServer.squid(dir, false)) {
            ProxyServer proxy = proxy(squid);
            assertThat(failure(tls ? secure(proxy) : plain(proxy), "registry.invalid", 20))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("the proxy " + proxy);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_proxy_that_is_down_is_named(boolean tls) {
        ProxyServer proxy = ProxyServer.of("127.0.0.1", 1);

        assertThat(failure(tls ? secure(proxy) : plain(proxy), "registry.example", 2))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("the proxy 127.0.0.1:1 refused the connection");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_proxy_that_does_not_exist_is_named(boolean tls) {
        ProxyServer proxy = ProxyServer.of("proxy.invalid", 3128);

        assertThat(failure(tls ? secure(proxy) : plain(proxy), "registry.example", 2))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("proxy.invalid");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_malformed_proxy_is_named(boolean tls) {
        byte[] greeting = "SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII);
        try (RawRegistry raw = RawRegistry.start(out -> out.write(greeting))) {
            ProxyServer proxy = ProxyServer.parse(raw.host());
            assertThat(failure(tls ? secure(proxy) : plain(proxy), "registry.example", 20))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("the proxy " + proxy);
        }
    }
}
