package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.tls.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loopback addresses use plain HTTP, unless an option says otherwise. */
class TlsOnLoopbackTest {
    @TempDir
    Path work;

    private RegistryServer secured;
    private RegistryServer plain;
    private Path ca;
    private Path file;

    @BeforeEach
    void start_a_registry_with_tls_and_one_without() throws IOException {
        CertificateAuthority authority = CertificateAuthority.create();
        secured = RegistryServer.builder().tls(authority).start();
        plain = RegistryServer.start();
        ca = Files.writeString(work.resolve("ca.pem"), authority.pem());
        file = Files.writeString(work.resolve("file"), "content");
    }

    @AfterEach
    void stop_them() {
        secured.close();
        plain.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--ca-file=CA", "--insecure", "--ca-file=CA --plain-http=false"})
    void any_tls_option_switches_to_https(String options) {
        String[] words = ("push " + secured.host() + "/demo/x:v1 " + file + " " + options.replace("CA", ca.toString()))
                .split(" ");

        Cli push = Cli.run((Object[]) words);

        assertThat(push.exit()).as(push.err()).isZero();
    }

    @Test
    void plain_http_false_requires_a_trusted_certificate() {
        Cli tags = Cli.run("tags", secured.host() + "/demo/x", "--plain-http=false", "--retries", "0");

        assertThat(tags.exit()).as(tags.err()).isEqualTo(6);
        assertThat(tags.err()).contains("certificate").hasLineCount(1);
    }

    @Test
    void an_https_server_that_gets_plain_http_is_recognised() {
        Cli tags = Cli.run("tags", secured.host() + "/demo/x", "--retries", "0");

        assertThat(tags.exit()).as(tags.err()).isEqualTo(6);
        assertThat(tags.err()).contains("HTTPS", "--plain-http=false").hasLineCount(1);
    }

    @Test
    void each_side_of_a_copy_has_its_own_connection() {
        Cli.ok("push", plain.host() + "/demo/x:v1", file);

        Cli copy = Cli.run("copy", plain.host() + "/demo/x:v1", secured.host() + "/demo/x:v1", "--to-ca-file", ca);

        assertThat(copy.exit()).as(copy.err()).isZero();
        assertThat(secured.repository("demo/x").tags()).hasSize(1);
    }
}
