package dev.portolan.registry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.registry.tls.CertificateAuthority;
import dev.portolan.registry.tls.Identity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class TlsTest {
    private final CertificateAuthority authority = CertificateAuthority.create();

    private static Http client(RegistryServer server, SSLContext context) {
        return new Http(
                server.address(),
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(context)
                        .build());
    }

    @Test
    void a_client_that_trusts_the_authority_is_served() {
        try (RegistryServer server = RegistryServer.builder().tls(authority).start()) {
            Demo.fill(server);

            assertThat(server.address().getScheme()).isEqualTo("https");
            assertThat(client(server, authority.trustingContext())
                            .get(Demo.MANIFEST)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void the_certificate_is_good_for_the_loopback_address_too() {
        try (RegistryServer server = RegistryServer.builder().tls(authority).start()) {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(authority.trustingContext())
                    .build();
            Http http = new Http(URI.create("https://127.0.0.1:" + server.port()), client);

            assertThat(http.get("/v2/").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_client_that_does_not_trust_the_authority_disconnects() {
        try (RegistryServer server = RegistryServer.builder().tls(authority).start()) {
            Http stranger = client(server, CertificateAuthority.create().trustingContext());

            assertThatThrownBy(() -> stranger.attempt("GET", "/v2/", new byte[0]))
                    .isInstanceOf(IOException.class);
            assertThat(client(server, authority.trustingContext()).get("/v2/").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_client_certificate_is_requested() {
        try (RegistryServer server =
                RegistryServer.builder().tls(authority).clientCertificates(true).start()) {
            Http without = client(server, authority.trustingContext());
            Http with = client(server, authority.issue("alice").context());

            assertThatThrownBy(() -> without.attempt("GET", "/v2/", new byte[0]))
                    .isInstanceOf(IOException.class);
            assertThat(with.get("/v2/").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_client_certificate_of_another_authority_is_refused() {
        try (RegistryServer server =
                RegistryServer.builder().tls(authority).clientCertificates(true).start()) {
            Identity forged = CertificateAuthority.create().issue("alice");

            assertThatThrownBy(() -> client(server, forged.context()).attempt("GET", "/v2/", new byte[0]))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void written_certificates_can_be_read_and_verified() throws Exception {
        Identity identity = authority.issue("server", "localhost", "127.0.0.1", "::1");

        X509Certificate read = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(identity.certificatePem().getBytes(StandardCharsets.US_ASCII)));

        assertThat(read).isEqualTo(identity.certificate());
        read.verify(authority.certificate().getPublicKey());
        read.checkValidity();
        assertThat(read.getSubjectX500Principal().getName()).isEqualTo("CN=server");
        assertThat(read.getSubjectAlternativeNames()).hasSize(3);
        assertThat(authority.certificate().getBasicConstraints()).isNotNegative();
        assertThat(identity.privateKeyPem()).startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThat(identity.toString()).isEqualTo("CN=server");
    }

    @Test
    void a_client_refused_while_sending_can_read_the_reason() throws IOException {
        try (RegistryServer server = RegistryServer.builder()
                        .tls(authority)
                        .authentication(Authentication.basic("alice", "secret"))
                        .start();
                Socket socket = authority
                        .trustingContext()
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            String head = "POST /v2/a/blobs/uploads/?digest=sha256:" + "0".repeat(64)
                    + " HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(new byte[8 << 20]);

            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 401");
        }
    }
}
