package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.OciClient;
import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.CertificateDirectories;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.Tls;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.tls.CertificateAuthority;
import dev.portolan.registry.tls.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certs.d directories of Docker and Podman. */
class CertificateDirectoriesTest {
    private final CertificateAuthority authority = CertificateAuthority.create();
    private final Identity identity = authority.issue("build-agent");

    @TempDir
    Path work;

    private Path directory(String host) throws IOException {
        return Files.createDirectories(work.resolve("certs.d").resolve(host));
    }

    private boolean exists(RegistryServer registry, UnaryOperator<HttpTransport.Builder> more) {
        HttpTransport.Builder builder = HttpTransport.builder()
                .certificates(CertificateDirectories.of(work.resolve("absent"), work.resolve("certs.d")))
                .defaults(HostConfig.builder().attempts(1).build());
        try (OciClient client = OciClient.of(more.apply(builder).build())) {
            return client.at(registry.host() + "/demo/letter:v1").exists();
        }
    }

    private boolean exists(RegistryServer registry) {
        return exists(registry, builder -> builder);
    }

    @Test
    void the_authority_of_a_host_is_trusted_and_the_host_gets_https() throws IOException {
        try (RegistryServer registry = RegistryServer.builder().tls(authority).start()) {
            Files.writeString(directory(registry.host()).resolve("ca.crt"), authority.pem());

            assertThat(exists(registry)).isFalse();
        }
    }

    @Test
    void the_authority_of_another_host_is_not_trusted() throws IOException {
        try (RegistryServer registry = RegistryServer.builder().tls(authority).start()) {
            Files.writeString(directory("other.example").resolve("ca.crt"), authority.pem());

            assertThatThrownBy(() -> exists(
                            registry,
                            builder -> builder.host(
                                    registry.host(),
                                    HostConfig.builder()
                                            .plainHttp(false)
                                            .attempts(1)
                                            .build())))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("certificate");
        }
    }

    @Test
    void a_client_certificate_is_used_with_the_key_of_the_same_name() throws IOException {
        Identity foreign = CertificateAuthority.create().issue("somebody-else");
        try (RegistryServer registry =
                RegistryServer.builder().tls(authority).clientCertificates(true).start()) {
            Path directory = directory(registry.host());
            Files.writeString(directory.resolve("ca.crt"), authority.pem());
            assertThatThrownBy(() -> exists(registry)).isInstanceOf(UnreachableException.class);

            Files.writeString(directory.resolve("a.cert"), foreign.certificatePem());
            Files.writeString(directory.resolve("a.key"), foreign.privateKeyPem());
            Files.writeString(directory.resolve("client.cert"), identity.certificatePem());
            Files.writeString(directory.resolve("client.key"), identity.privateKeyPem());

            assertThat(exists(registry)).isFalse();
        }
    }

    @Test
    void certificates_are_added_to_the_other_configuration() throws IOException {
        try (RegistryServer registry =
                RegistryServer.builder().tls(authority).clientCertificates(true).start()) {
            Path directory = directory(registry.host());
            Files.writeString(directory.resolve("client.cert"), identity.certificatePem());
            Files.writeString(directory.resolve("client.key"), identity.privateKeyPem());
            byte[] ca = authority.pem().getBytes(StandardCharsets.US_ASCII);

            assertThat(exists(
                            registry,
                            builder -> builder.tls(Tls.builder().trustAlso(ca).build())))
                    .isFalse();
        }
    }

    @Test
    void a_host_without_files_is_unaffected() throws IOException {
        try (RegistryServer registry = RegistryServer.start()) {
            Files.writeString(directory(registry.host()).resolve("README"), "nothing");

            assertThat(exists(registry)).isFalse();
        }
    }

    @Test
    void an_error_names_the_file() throws IOException {
        try (RegistryServer registry = RegistryServer.start()) {
            Path directory = directory(registry.host());
            Path certificate = Files.writeString(directory.resolve("client.cert"), identity.certificatePem());
            assertThatThrownBy(() -> exists(registry))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining(certificate.toString())
                    .hasMessageContaining("client.key is missing");

            Files.delete(certificate);
            Files.writeString(directory.resolve("client.key"), identity.privateKeyPem());
            assertThatThrownBy(() -> exists(registry)).hasMessageContaining("client.cert is missing");

            Files.delete(directory.resolve("client.key"));
            Path ca = Files.writeString(directory.resolve("ca.crt"), "no certificate");
            assertThatThrownBy(() -> exists(registry))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining(ca.toString())
                    .hasMessageContaining("no certificate");
        }
    }
}
