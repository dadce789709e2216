package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.error.DeniedException;
import dev.portolan.error.NotFoundException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RegistriesConf;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.RecordedRequest;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.tls.CertificateAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a registries.conf moves, and what stays at the registry that a reference names. */
class RegistriesConfTransportTest {
    private static final Artifact LETTER = letter("Dear reader\n");

    @TempDir
    Path work;

    private final RegistryServer own = RegistryServer.start();
    private final RegistryServer other = RegistryServer.start();
    private String text;

    @BeforeEach
    void move_one_registry_to_another() {
        text = "[[registry]]\nprefix = \"" + own.host() + "\"\nlocation = \"" + other.host()
                + "/moved\"\ninsecure = true\n";
    }

    @AfterEach
    void stop() {
        own.close();
        other.close();
    }

    private static Artifact letter(String content) {
        return Artifact.builder()
                .type("application/vnd.example.letter")
                .file("letter.txt", "text/plain", content.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private OciClient client() throws IOException {
        return OciClient.of(HttpTransport.builder()
                .registriesConf(RegistriesConf.read(Files.writeString(work.resolve("r.conf"), text)))
                .defaults(HostConfig.builder().attempts(1).build())
                .build());
    }

    private static void push(RegistryServer to, String name) {
        try (OciClient client = OciClient.of(HttpTransport.create())) {
            client.push(to.host() + "/" + name, LETTER);
        }
        to.requests().clear();
    }

    private static List<String> lines(RegistryServer registry) {
        return registry.requests().all().stream().map(RecordedRequest::line).toList();
    }

    @Test
    void all_reads_go_to_the_other_location() throws IOException {
        push(other, "moved/letter:v1");
        try (OciClient client = client()) {
            var at = client.at(own.host() + "/letter:v1");
            Manifest manifest = at.manifest();

            assertThat(at.resolve().digest()).isEqualTo(manifest.digest());
            assertThat(at.exists()).isTrue();
            assertThat(at.referrers()).isEmpty();
            try (var artifact = at.artifact()) {
                assertThat(artifact.bytes(artifact.layers().get(0))).asString().isEqualTo("Dear reader\n");
            }
            assertThat(client.at(own.host() + "/letter@"
                                    + manifest.children().get(1).digest())
                            .blob())
                    .isNotEmpty();
        }
        assertThat(lines(own)).isEmpty();
        assertThat(lines(other))
                .isNotEmpty()
                .allMatch(line -> line.contains("/v2/moved/letter/") || line.endsWith(" /v2/"));
    }

    @Test
    void writes_lists_and_deletions_go_to_the_registry_itself() throws IOException {
        push(other, "moved/letter:v1");
        try (OciClient client = client()) {
            Reference reference = Reference.parse(own.host() + "/letter:v1");
            client.at(reference).push(LETTER);
            client.at(reference).tag("v2");
            client.at(reference).attach(letter("about it"));
            assertThat(client.at(reference).tags()).hasToString("[v1, v2]");
            client.at(reference).delete();
            client.at(own.host() + "/letter:v3").copyTo(own.host() + "/letter:v4");
        } catch (NotFoundException e) {
            assertThat(e).hasMessageContaining("v3"); // it is read at the other location
        }
        assertThat(lines(own)).anyMatch(line -> line.startsWith("PUT")).anyMatch(line -> line.startsWith("DELETE"));
        assertThat(lines(other)).allMatch(line -> line.startsWith("GET"));
        assertThat(lines(other)).allMatch(line -> line.contains("/manifests/v3") || line.endsWith(" /v2/"));
    }

    @Test
    void a_copy_reads_at_the_location_and_writes_to_the_registry() throws IOException {
        push(other, "moved/letter:v1");
        try (OciClient client = client()) {
            client.copy(own.host() + "/letter:v1", own.host() + "/letter:v1");
        }
        assertThat(own.repository("letter").tags()).hasSize(1);
    }

    @Test
    void a_repository_that_is_opened_directly_writes_to_the_registry_too() throws IOException {
        push(other, "moved/letter:v1");
        try (OciClient client = client();
                var repository = client.open(own.host() + "/letter")) {
            assertThat(repository.name()).isEqualTo(own.host() + "/letter");
            Manifest manifest = client.at(own.host() + "/letter:v1").manifest();
            client.at(own.host() + "/letter:v1").push(LETTER);
            repository.tag(manifest.digest(), List.of(Tag.of("v5")));
            assertThat(repository.tags()).hasSize(2);
        }
    }

    @Test
    void a_blocked_registry_is_neither_written_nor_listed() throws IOException {
        text = "[[registry]]\nlocation = \"" + own.host() + "\"\nblocked = true\n";
        try (OciClient client = client()) {
            var at = client.at(own.host() + "/letter:v1");
            assertThatThrownBy(() -> at.push(LETTER))
                    .isInstanceOf(DeniedException.class)
                    .hasMessageContaining("blocked");
            assertThatThrownBy(at::tags).isInstanceOf(DeniedException.class);
            assertThatThrownBy(at::manifest).isInstanceOf(DeniedException.class);
            assertThatThrownBy(at::delete).isInstanceOf(DeniedException.class);
            assertThatThrownBy(() -> client.repositories(own.host())).isInstanceOf(DeniedException.class);
            assertThatThrownBy(() -> client.check(own.host())).isInstanceOf(DeniedException.class);
        }
        assertThat(lines(own)).isEmpty();
    }

    @Test
    void insecure_accepts_any_certificate_and_plain_http_without_tls() throws IOException {
        try (RegistryServer secured =
                RegistryServer.builder().tls(CertificateAuthority.create()).start()) {
            text = "[[registry]]\nlocation = \"" + secured.host() + "/open\"\ninsecure = true\n"
                    + "[[registry]]\nlocation = \"" + own.host() + "\"\ninsecure = true\n";
            try (OciClient client = client()) {
                client.push(secured.host() + "/open/letter:v1", LETTER);
                client.copy(secured.host() + "/open/letter:v1", own.host() + "/letter:v1");

                // Another part of the same registry is not insecure.
                assertThatThrownBy(() -> client.push(secured.host() + "/closed/letter:v1", LETTER))
                        .hasMessageContaining("HTTPS");
            }
            assertThat(own.repository("letter").tags()).hasSize(1);
        }
    }

    @Test
    void the_ids_of_requests_are_unique_whatever_certificates_are_accepted() throws IOException {
        push(own, "letter:v1");
        push(other, "letter:v1");
        text = "[[registry]]\nlocation = \"" + own.host() + "\"\ninsecure = true\n";
        List<Long> ids = new CopyOnWriteArrayList<>();
        try (OciClient client = OciClient.of(HttpTransport.builder()
                .registriesConf(RegistriesConf.read(Files.writeString(work.resolve("r.conf"), text)))
                .listener(event -> ids.add(event.id()))
                .build())) {
            client.at(own.host() + "/letter:v1").manifest();
            client.at(other.host() + "/letter:v1").manifest();
        }
        assertThat(ids).hasSizeGreaterThan(1).doesNotHaveDuplicates();
    }

    @Test
    void a_mirror_whose_certificate_is_not_trusted_is_skipped() throws IOException {
        try (RegistryServer secured =
                RegistryServer.builder().tls(CertificateAuthority.create()).start()) {
            push(own, "letter:v1");
            text = "[[registry]]\nlocation = \"" + own.host()
                    + "\"\ninsecure = true\n[[registry.mirror]]\nlocation = \"" + secured.host() + "\"\n";
            try (OciClient client = client()) {
                assertThat(client.at(own.host() + "/letter:v1").manifest()).isNotNull();
            }
        }
    }

    @Test
    void a_mirror_that_sends_other_content_is_skipped() throws IOException {
        push(own, "letter:v1");
        push(other, "letter:v1");
        other.faults().add(Fault.corrupt(1).path("*/blobs/*"));
        text = "[[registry]]\nlocation = \"" + own.host() + "\"\ninsecure = true\n[[registry.mirror]]\nlocation = \""
                + other.host() + "\"\ninsecure = true\n";
        try (OciClient client = client();
                var artifact = client.at(own.host() + "/letter:v1").artifact()) {
            assertThat(artifact.bytes(artifact.layers().get(0))).asString().isEqualTo("Dear reader\n");
        }
    }
}
