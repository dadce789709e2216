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

/** The configuration of Podman, Skopeo and Docker that people already have. */
class RegistriesConfTest {
    @TempDir
    Path work;

    private RegistryServer registry;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        registry = RegistryServer.start();
        file = Files.writeString(work.resolve("file.txt"), "content");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private Path conf(String text) throws IOException {
        return Files.writeString(work.resolve("registries.conf"), text);
    }

    @Test
    void an_image_comes_from_the_location_of_its_registry() throws IOException {
        Cli.ok("push", registry.host() + "/inside/app:v1", file);
        Path conf = conf("[[registry]]\nprefix = \"registry.example\"\nlocation = \"" + registry.host()
                + "/inside\"\ninsecure = true\n");

        Cli pull = Cli.run("pull", "registry.example/app:v1", "-o", work.resolve("out"), "--registries-conf", conf);

        assertThat(pull.exit()).as(pull.err()).isZero();
        assertThat(work.resolve("out/file.txt")).hasContent("content");
    }

    @Test
    void a_blocked_registry_is_refused() throws IOException {
        Path conf = conf("[[registry]]\nlocation = \"registry.example\"\nblocked = true\n");

        Cli tags = Cli.run("tags", "registry.example/app", "--registries-conf", conf);

        assertThat(tags.exit()).isEqualTo(4);
        assertThat(tags.err()).contains("registry.example/app is blocked", conf.toString());
    }

    @Test
    void a_short_name_with_an_alias_is_refused_with_advice() throws IOException {
        Path conf = conf("[aliases]\nalpine = \"docker.io/library/alpine\"\n");

        Cli resolve = Cli.run("resolve", "alpine:3", "--registries-conf", conf);

        assertThat(resolve.exit()).isEqualTo(2);
        assertThat(resolve.err()).contains("short name", "docker.io/library/alpine");
        assertThat(Cli.run("copy", "oci-layout:x", "alpine", "--registries-conf", conf)
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void a_malformed_file_is_named_with_its_line() throws IOException {
        Path conf = conf("\n[[registry]]\nlocation = registry.example\n");

        Cli tags = Cli.run("tags", "registry.example/app", "--registries-conf", conf);

        assertThat(tags.exit()).isEqualTo(1);
        assertThat(tags.err()).contains(conf.toString(), "line 3");
    }

    @Test
    void a_missing_file_is_a_missing_local_file() {
        Cli tags = Cli.run("tags", "registry.example/app", "--registries-conf", work.resolve("absent"));

        assertThat(tags.exit()).isEqualTo(1);
        assertThat(tags.err()).contains("absent: no such file or directory");
    }

    @Test
    void certificates_are_found_by_host_or_directly_in_the_directory() throws IOException {
        CertificateAuthority authority = CertificateAuthority.create();
        try (RegistryServer secured = RegistryServer.builder().tls(authority).start()) {
            Path certs = Files.createDirectories(work.resolve("certs.d").resolve(secured.host()));
            Files.writeString(certs.resolve("ca.crt"), authority.pem());
            String reference = secured.host() + "/demo/x:v1";

            assertThat(Cli.run("push", reference, file).exit()).isEqualTo(6);
            Cli.ok("push", reference, file, "--cert-dir", work.resolve("certs.d"));
            Cli.ok("resolve", reference, "--cert-dir", certs);
            Cli.ok("copy", reference, registry.host() + "/demo/x:v1", "--cert-dir", work.resolve("certs.d"));
        }
        Cli absent = Cli.run("resolve", registry.host() + "/demo/x:v1", "--cert-dir", work.resolve("absent"));
        assertThat(absent.exit()).isEqualTo(2);
        assertThat(absent.err()).contains("--cert-dir", "is not a directory");
    }

    @Test
    void certificates_of_the_users_home_are_found_without_an_option() throws IOException {
        CertificateAuthority authority = CertificateAuthority.create();
        try (RegistryServer secured = RegistryServer.builder().tls(authority).start()) {
            Path certs = Files.createDirectories(
                    work.resolve(".config/containers/certs.d").resolve(secured.host()));
            Files.writeString(certs.resolve("ca.crt"), authority.pem());

            Cli push = new CliProcess().with("HOME", work).run("push", secured.host() + "/demo/x:v1", file);

            assertThat(push.exit()).as(push.err()).isZero();
        }
    }
}
