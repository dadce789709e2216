package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.Tls;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.tls.CertificateAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said, and what is tried again, where no TLS connection comes about. */
class TlsFailuresTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create();
    private static final char[] PASSWORD = "password".toCharArray();

    private final TestTime time = new TestTime();

    /** What is done with each connection, which is closed afterwards. */
    private interface Peer {
        void serve(Socket socket) throws IOException;
    }

    private static final class Peers implements AutoCloseable {
        private final ServerSocket server;
        private final AtomicInteger connections = new AtomicInteger();

        Peers(ServerSocket server, Peer peer) {
            this.server = server;
            Thread thread = new Thread(() -> {
                while (!server.isClosed()) {
                    try (Socket socket = server.accept()) {
                        connections.incrementAndGet();
                        peer.serve(socket);
                    } catch (IOException e) {
                        // the next connection
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private static Peers peers(Peer peer) throws IOException {
        return new Peers(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), peer);
    }

    private String failure(Peers peers, HostConfig.Builder config) {
        return failure("localhost:" + peers.server.getLocalPort(), config);
    }

    private String failure(String host, HostConfig.Builder config) {
        try (HttpTransport transport = HttpTransport.builder()
                .time(time)
                .defaults(config.plainHttp(false).build())
                .build()) {
            AtomicInteger status = new AtomicInteger();
            StringBuilder message = new StringBuilder();
            assertThatThrownBy(() ->
                            transport.open(Reference.parse(host + "/demo/tree")).manifest(Tag.of("v1")))
                    .isInstanceOfSatisfying(UnreachableException.class, e -> {
                        status.set(e.status());
                        message.append(e.getMessage());
                    });
            assertThat(message.toString()).doesNotContain("Exception").doesNotContain("PKIX");
            return message.toString();
        }
    }

    private static void readSome(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        assertThat(in.read()).isNotNegative();
    }

    @Test
    void a_handshake_that_ends_early_is_retried() throws IOException {
        try (Peers peers = peers(TlsFailuresTest::readSome)) {
            assertThat(failure(peers, HostConfig.builder())).doesNotContain("allow plain HTTP");
            assertThat(peers.connections).hasValueGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void a_handshake_that_is_reset_is_retried() throws IOException {
        try (Peers peers = peers(socket -> {
            readSome(socket);
            socket.setSoLinger(true, 0);
        })) {
            assertThat(failure(peers, HostConfig.builder())).doesNotContain("allow plain HTTP");
            assertThat(peers.connections).hasValueGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void a_connection_that_is_closed_at_once_is_retried() throws IOException {
        try (Peers peers = peers(socket -> {})) {
            assertThat(failure(peers, HostConfig.builder())).doesNotContain("allow plain HTTP");
            assertThat(peers.connections).hasValueGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void plain_http_is_recognized_and_tried_once() {
        try (RegistryServer server = RegistryServer.start()) {
            String host = server.host();
            assertThat(failure(host, HostConfig.builder()))
                    .contains("speaks plain HTTP, not TLS")
                    .contains("allow plain HTTP");
            assertThat(time.pauses()).isEmpty();
        }
    }

    @Test
    void an_alert_is_final_and_named() throws IOException {
        byte[] alert = {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28}; // handshake_failure
        try (Peers peers = peers(socket -> {
            readSome(socket);
            socket.getOutputStream().write(alert);
            socket.getOutputStream().flush();
            socket.getInputStream().skipNBytes(socket.getInputStream().available());
        })) {
            assertThat(failure(peers, HostConfig.builder()))
                    .contains("alert: handshake failure")
                    .doesNotContain("allow plain HTTP");
            assertThat(peers.connections).hasValue(1);
        }
    }

    @Test
    void an_unknown_authority_is_named_as_such() {
        try (RegistryServer server = RegistryServer.builder().tls(AUTHORITY).start()) {
            assertThat(failure(server.host(), HostConfig.builder()))
                    .contains("unknown authority")
                    .contains("trust the certificate of that authority");
            assertThat(time.pauses()).isEmpty();
        }
    }

    @Test
    void a_self_signed_certificate_is_not_accepted_after_it_expired(@TempDir Path dir)
            throws IOException, GeneralSecurityException, InterruptedException {
        KeyStore store = selfSigned(dir, "-startdate", "-10d", "-validity", "5");

        assertThat(failureWith(store)).contains("has expired");
    }

    @Test
    void a_self_signed_certificate_is_not_accepted_before_its_time(@TempDir Path dir)
            throws IOException, GeneralSecurityException, InterruptedException {
        KeyStore store = selfSigned(dir, "-startdate", "+10d", "-validity", "5");

        assertThat(failureWith(store)).contains("is not valid yet");
    }

    @Test
    void a_client_key_of_another_certificate_is_refused_when_read() {
        byte[] certificate = AUTHORITY.issue("one").certificatePem().getBytes(StandardCharsets.US_ASCII);
        byte[] key = AUTHORITY.issue("two").privateKeyPem().getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> Tls.builder().identity(certificate, key))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("does not belong");
    }

    private String failureWith(KeyStore store) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(store.getCertificate("server").getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        ServerSocket server =
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try (Peers peers = new Peers(server, TlsFailuresTest::readSome)) {
            return failure(
                    peers,
                    HostConfig.builder()
                            .tls(Tls.builder()
                                    .trustAlso(pem.getBytes(StandardCharsets.US_ASCII))
                                    .build()));
        }
    }

    private static KeyStore selfSigned(Path dir, String... dates)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path file = dir.resolve("server.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        ProcessBuilder builder = new ProcessBuilder(
                keytool, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost");
        builder.command()
                .addAll(java.util.List.of(
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "password"));
        builder.command().addAll(java.util.List.of(dates));
        assertThat(builder.redirectErrorStream(true).start().waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }
}
