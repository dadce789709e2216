package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.content.Content;
import dev.portolan.error.OciException;
import dev.portolan.http.config.RegistriesConf;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.peer.PeerProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One registries.conf leads skopeo and Portolan to the same hosts in the same order. All hosts are names of one server,
 * so that one log has the requests to all of them.
 */
class RegistriesConfPeersTest {
    private static final byte[] LAYER = "layer".repeat(1000).getBytes(StandardCharsets.US_ASCII);
    private static final Descriptor LAYER_BLOB = Descriptor.of("application/vnd.oci.image.layer.v1.tar", LAYER);
    private static final byte[] CONFIG =
            ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                            + LAYER_BLOB.digest() + "\"]}}")
                    .getBytes(StandardCharsets.US_ASCII);
    private static final ImageManifest IMAGE = ImageManifest.builder()
            .config(Descriptor.of(MediaTypes.IMAGE_CONFIG, CONFIG))
            .layer(LAYER_BLOB)
            .build();

    @TempDir
    Path work;

    private RegistryServer server;
    private Path conf;

    @BeforeEach
    void start() throws IOException {
        server = RegistryServer.builder()
                .address(InetAddress.getByName("0.0.0.0"))
                .start();
        conf = Files.createDirectories(work.resolve(".config/containers")).resolve("registries.conf");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String withHosts(String text) {
        return text.replace("OWN", "127.0.0.1:" + server.port())
                .replace("M1", "127.0.0.2:" + server.port())
                .replace("M2", "127.0.0.3:" + server.port())
                .replace("DIGEST", "sha256:" + IMAGE.digest().hex())
                .replace("\\n", "\n");
    }

    private void fill(String repositories) {
        try (HttpTransport transport = HttpTransport.create()) {
            for (String name : repositories.trim().split(" ")) {
                Repository repository = transport.open(server.reference(name));
                repository.write(LAYER_BLOB, Content.of(LAYER));
                repository.write(IMAGE.config(), Content.of(CONFIG));
                repository.put(Tag.of("v1"), IMAGE);
            }
        }
    }

    /** Each host and repository that content was asked of, in order, without repetitions. */
    private List<String> asked() {
        List<String> asked = new ArrayList<>();
        server.requests().all().stream()
                .filter(request ->
                        request.path().contains("/manifests/") || request.path().contains("/blobs/"))
                .map(request -> request.header("Host").orElse("") + " "
                        + request.path().replaceFirst("/(manifests|blobs)/.*", ""))
                .filter(one -> asked.isEmpty() || !one.equals(asked.get(asked.size() - 1)))
                .forEach(asked::add);
        server.requests().clear();
        return asked;
    }

    private boolean skopeoCopies(String reference) throws IOException {
        PeerProgram skopeo = PeerProgram.require("skopeo").with("HOME", work.toString());
        return skopeo.run(
                                "copy",
                                "--insecure-policy",
                                "--retry-times",
                                "0",
                                "docker://" + reference,
                                "dir:" + work.resolve("copy"))
                        .exit()
                == 0;
    }

    private boolean portolanCopies(String reference) {
        try (OciClient client = OciClient.builder()
                .transport(HttpTransport.builder()
                        .registriesConf(RegistriesConf.read(conf))
                        .build())
                .transport(InMemoryTransport.create())
                .build()) {
            client.copy(reference, "memory:copy:v1");
            return true;
        } catch (OciException e) {
            return false;
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a mirror has it | [[registry]]\\nlocation=\"OWN\"\\ninsecure=true\\n[[registry.mirror]]\\nlocation=\"M1/m1\"\\ninsecure=true | OWN/app:v1 | app m1/app",
                "the first mirror lacks it | [[registry]]\\nlocation=\"OWN\"\\ninsecure=true\\n[[registry.mirror]]\\nlocation=\"M1/m1\"\\ninsecure=true\\n[[registry.mirror]]\\nlocation=\"M2/m2\"\\ninsecure=true | OWN/app:v1 | app m2/app",
                "all mirrors lack it | [[registry]]\\nlocation=\"OWN\"\\ninsecure=true\\n[[registry.mirror]]\\nlocation=\"M1/m1\"\\ninsecure=true\\n[[registry.mirror]]\\nlocation=\"M2/m2\"\\ninsecure=true | OWN/app:v1 | app",
                "nobody has it | [[registry]]\\nlocation=\"OWN\"\\ninsecure=true\\n[[registry.mirror]]\\nlocation=\"M1/m1\"\\ninsecure=true | OWN/app:v1 | other",
                "a mirror is down | [[registry]]\\nlocation=\"OWN\"\\ninsecure=true\\n[[registry.mirror]]\\nlocation=\"127.0.0.1:1\"\\ninsecure=true\\n[[registry.mirror]]\\nlocation=\"M1/m1\"\\ninsecure=true | OWN/app:v1 | app m1/app",
                "a digest-only mirror and a tag | [[registry]]\\nlocation=\"OWN\"\\ninsecure=true\\n[[registry.mirror]]\\nlocation=\"M1/m1\"\\ninsecure=true\\npull-from-mirror=\"digest-only\" | OWN/app:v1 | app m1/app",
                "a digest-only mirror and a digest | [[registry]]\\nlocation=\"OWN\"\\ninsecure=true\\n[[registry.mirror]]\\nlocation=\"M1/m1\"\\ninsecure=true\\npull-from-mirror=\"digest-only\" | OWN/app@DIGEST | app m1/app",
                "a tag-only mirror and a tag | [[registry]]\\nlocation=\"OWN\"\\ninsecure=true\\n[[registry.mirror]]\\nlocation=\"M1/m1\"\\ninsecure=true\\npull-from-mirror=\"tag-only\" | OWN/app:v1 | app m1/app",
                "a tag-only mirror and a digest | [[registry]]\\nlocation=\"OWN\"\\ninsecure=true\\n[[registry.mirror]]\\nlocation=\"M1/m1\"\\ninsecure=true\\npull-from-mirror=\"tag-only\" | OWN/app@DIGEST | app m1/app",
                "mirror-by-digest-only and a tag | [[registry]]\\nlocation=\"OWN\"\\ninsecure=true\\nmirror-by-digest-only=true\\n[[registry.mirror]]\\nlocation=\"M1/m1\"\\ninsecure=true | OWN/app:v1 | app m1/app",
                "mirror-by-digest-only and a digest | [[registry]]\\nlocation=\"OWN\"\\ninsecure=true\\nmirror-by-digest-only=true\\n[[registry.mirror]]\\nlocation=\"M1/m1\"\\ninsecure=true | OWN/app@DIGEST | app m1/app",
                "another location | [[registry]]\\nprefix=\"registry.example/team\"\\nlocation=\"M1/m1\"\\ninsecure=true | registry.example/team/app:v1 | m1/app",
                "a wildcard | [[registry]]\\nprefix=\"*.example\"\\nlocation=\"M1/m1\"\\ninsecure=true | a.registry.example/app:v1 | m1/app",
                "the longest prefix | [[registry]]\\nprefix=\"registry.example\"\\nlocation=\"M1/m1\"\\ninsecure=true\\n[[registry]]\\nprefix=\"registry.example/team\"\\nlocation=\"M2/m2\"\\ninsecure=true | registry.example/team/app:v1 | m1/app m1/team/app m2/app",
                "one repository | [[registry]]\\nprefix=\"registry.example/team/app\"\\nlocation=\"M2/m2/app\"\\ninsecure=true | registry.example/team/app:v1 | m2/app",
                "Docker Hub | [[registry]]\\nprefix=\"docker.io\"\\nlocation=\"M1/hub\"\\ninsecure=true | docker.io/alpine:v1 | hub/library/alpine",
                "blocked, but for its mirror | [[registry]]\\nlocation=\"OWN\"\\nblocked=true\\n[[registry.mirror]]\\nlocation=\"M1/m1\"\\ninsecure=true | OWN/app:v1 | app m1/app",
                "blocked, and its mirror lacks it | [[registry]]\\nlocation=\"OWN\"\\nblocked=true\\n[[registry.mirror]]\\nlocation=\"M1/m1\"\\ninsecure=true | OWN/app:v1 | app",
                "blocked | [[registry]]\\nlocation=\"OWN\"\\ninsecure=true\\nblocked=true | OWN/app:v1 | app",
                "a blocked name at another location | [[registry]]\\nprefix=\"registry.example\"\\nlocation=\"M1/m1\"\\ninsecure=true\\nblocked=true | registry.example/app:v1 | m1/app",
                "a mirror that is blocked | [[registry]]\\nlocation=\"OWN\"\\ninsecure=true\\n[[registry.mirror]]\\nlocation=\"M1/m1\"\\ninsecure=true\\n[[registry]]\\nlocation=\"M1\"\\nblocked=true | OWN/app:v1 | app m1/app",
                "an inline mirror and unknown keys | short-name-mode=\"disabled\"\\n[[registry]]\\nlocation=\"OWN\"\\ninsecure=true\\nsize=3\\nmirror=[{location=\"M1/m1\",insecure=true,when=1979-05-27}] | OWN/app:v1 | app m1/app",
            })
    void skopeo_and_portolan_ask_the_same_hosts_in_the_same_order(
            String name, String text, String reference, String filled) throws IOException {
        Files.writeString(conf, withHosts(text));
        fill(filled);
        server.requests().clear();

        boolean theirs = skopeoCopies(withHosts(reference));
        List<String> asked = asked();
        boolean ours = portolanCopies(withHosts(reference));

        assertThat(asked()).isEqualTo(asked);
        assertThat(ours).isEqualTo(theirs);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"M2/m2, v1", "M1/m1, v1"})
    void skopeo_and_portolan_read_drop_ins(String location, String tag) throws IOException {
        Files.writeString(
                conf, withHosts("[[registry]]\nprefix=\"registry.example\"\nlocation=\"OWN\"\ninsecure=true\n"));
        Path drop = Files.createDirectories(conf.resolveSibling("registries.conf.d"));
        Files.writeString(
                drop.resolve("50.conf"),
                withHosts("[[registry]]\nprefix=\"registry.example\"\nlocation=\"" + location + "\"\ninsecure=true\n"));
        Files.writeString(
                drop.resolve("10.conf"),
                withHosts("[[registry]]\nprefix=\"registry.example\"\nlocation=\"OWN/ten\"\ninsecure=true\n"));
        fill("app ten/app m1/app m2/app");
        server.requests().clear();

        assertThat(skopeoCopies("registry.example/app:" + tag)).isTrue();
        List<String> asked = asked();
        assertThat(portolanCopies("registry.example/app:" + tag)).isTrue();

        assertThat(asked()).isEqualTo(asked).hasSize(1);
    }
}
