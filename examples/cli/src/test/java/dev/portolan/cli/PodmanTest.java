package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.testkit.peer.DockerRegistry;
import dev.portolan.testkit.peer.PeerProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layouts and archives of podman and buildah go to a registry and back with the same bytes; they read our output. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PodmanTest {
    private static final String IMAGE = "docker.io/demo/app:v1";

    private Path storage;
    private DockerRegistry registry;
    private String id;

    /** Builds an image without running anything. */
    @BeforeAll
    void build(@TempDir Path context) throws IOException {
        PeerProgram.require("podman");
        PeerProgram.require("buildah");
        registry = DockerRegistry.start();
        storage = context;
        String container = made("from", "scratch");
        Path file = Files.writeString(context.resolve("hello.txt"), "hello");
        made("copy", container, file.toString(), "/hello.txt");
        made("config", "--cmd", "/hello.txt", container);
        id = made("commit", "--quiet", container, IMAGE);
        made("tag", IMAGE, "quay.io/demo/other:v2");
    }

    /** Runs a step of the build. Without enough rights on this machine there is no image, and nothing to test. */
    private String made(String... arguments) {
        PeerProgram.Outcome step = outcome("buildah", arguments);
        Assumptions.assumeTrue(step.exit() == 0, () -> "buildah does not work here: " + step.err());
        return step.out();
    }

    @AfterAll
    void stop() {
        if (registry != null) { // it is missing where docker-registry is
            registry.close();
        }
    }

    private PeerProgram.Outcome outcome(String program, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                "--storage-driver=vfs", "--root=" + storage.resolve("root"), "--runroot=" + storage.resolve("run")));
        words.addAll(List.of(arguments));
        return PeerProgram.require(program).run(words.toArray(String[]::new));
    }

    private String run(String program, String... arguments) {
        return outcome(program, arguments).orFail().out().strip();
    }

    private static String filled(String text, Path folder) {
        return text.replace("DIR", folder.toString()).replace("IMAGE", IMAGE);
    }

    private static String[] words(String text, Path folder) {
        return filled(text, folder).split(" ");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(textBlock = """
            buildah, push IMAGE oci:DIR/l:IMAGE,                   oci:DIR/l,             IMAGE,                 :IMAGE
            buildah, push IMAGE oci:DIR/l,                         oci:DIR/l,             '',                    ''
            buildah, push IMAGE oci-archive:DIR/a.tar:demo/app,    oci-archive:DIR/a.tar, demo/app,              :demo/app
            buildah, push IMAGE oci-archive:DIR/a.tar,             oci-archive:DIR/a.tar, '',                    ''
            podman,  push IMAGE oci:DIR/l:some/name:with:colons,   oci:DIR/l,             some/name:with:colons, :some/name:with:colons
            podman,  save --format oci-archive -o DIR/a.tar IMAGE, oci-archive:DIR/a.tar, IMAGE,                 :v1
            podman,  save --format oci-dir -o DIR/l IMAGE,         oci:DIR/l,             IMAGE,                 :app:v1
            """)
    void layouts_of_podman_copied_to_a_registry_and_back_have_the_same_bytes(
            String program, String arguments, String layout, String name, String address, @TempDir Path folder) {
        run(program, words(arguments, folder));
        String from = filled(layout + address, folder);
        String back = "oci:" + folder.resolve("back") + ":v1";

        String digest = Cli.ok("resolve", from).digest();
        assertThat(Cli.ok("tags", filled(layout, folder)).out()).isEqualTo(filled(name, folder));
        assertThat(Cli.ok("inspect", from).out()).contains(digest, id);
        assertThat(Cli.ok("copy", from, registry.host() + "/copy:v1").digest()).isEqualTo(digest);
        assertThat(Cli.ok("copy", registry.host() + "/copy:v1", back).digest()).isEqualTo(digest);
        Cli.ok("verify", back);
        assertThat(Cli.ok("manifest", "get", back).out())
                .isEqualTo(Cli.ok("manifest", "get", from).out());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(textBlock = """
            buildah, push IMAGE docker-archive:DIR/d.tar:demo/app:v1,           docker-archive:DIR/d.tar:demo/app:v1
            buildah, push IMAGE docker-archive:DIR/d.tar,                       docker-archive:DIR/d.tar
            podman,  save -o DIR/d.tar IMAGE,                                   docker-archive:DIR/d.tar:demo/app:v1
            podman,  save -m -o DIR/d.tar IMAGE quay.io/demo/other:v2,          docker-archive:DIR/d.tar:quay.io/demo/other:v2
            podman,  save -m -o DIR/d.tar IMAGE quay.io/demo/other:v2,          docker-archive:DIR/d.tar:demo/app:v1
            """)
    void docker_archives_of_podman_have_stable_digests(
            String program, String arguments, String reference, @TempDir Path folder) {
        run(program, words(arguments, folder));
        String from = filled(reference, folder);
        String back = "oci:" + folder.resolve("back") + ":v1";

        String digest = Cli.ok("resolve", from).digest();
        assertThat(Cli.ok("inspect", from).out()).contains(digest, id);
        assertThat(Cli.ok("copy", from, registry.host() + "/docker:v1").digest())
                .isEqualTo(digest);
        assertThat(Cli.ok("copy", registry.host() + "/docker:v1", back).digest())
                .isEqualTo(digest);
        Cli.ok("verify", back);
    }

    @ParameterizedTest(name = "{1} reads {0}")
    @CsvSource(textBlock = """
            oci:DIR/l:v1,                              podman,  pull -q oci:DIR/l:v1
            oci:DIR/l,                                 podman,  load -q -i DIR/l
            oci:DIR/l:quay.io/demo/ours:v3,            buildah, pull -q oci:DIR/l:quay.io/demo/ours:v3
            oci-archive:DIR/a.tar:quay.io/demo/ours:v3, podman, load -q -i DIR/a.tar
            oci-archive:DIR/a.tar:quay.io/demo/ours:v3, podman, pull -q oci-archive:DIR/a.tar
            oci-archive:DIR/a.tar,                     buildah, pull -q oci-archive:DIR/a.tar
            docker-archive:DIR/d.tar:quay.io/demo/ours:v3, podman,  load -q -i DIR/d.tar
            docker-archive:DIR/d.tar:demo/ours:v3,     buildah, pull -q docker-archive:DIR/d.tar:demo/ours:v3
            """)
    void podman_and_buildah_read_our_output(String target, String program, String arguments, @TempDir Path folder) {
        run("buildah", "push", IMAGE, "oci:" + folder.resolve("source") + ":v1");
        Cli.ok("copy", "oci:" + folder.resolve("source") + ":v1", filled(target, folder));

        String said = run(program, words(arguments, folder));

        assertThat(said.contains(id)
                        || run("podman", "image", "inspect", "--format", "{{.Id}}", loaded(said))
                                .equals(id))
                .as(said)
                .isTrue();
    }

    /** {@code podman load} prints {@code Loaded image: NAME}. */
    private static String loaded(String said) {
        return said.replaceFirst("(?s).*Loaded image: ", "");
    }

    @Test
    void podman_pulls_our_push_and_portolan_copies_podmans_push(@TempDir Path folder) throws IOException {
        run("buildah", "push", IMAGE, "oci:" + folder.resolve("source") + ":v1");
        String ours = registry.host() + "/ours:v1";
        Cli.ok("copy", "oci:" + folder.resolve("source") + ":v1", ours);
        assertThat(run("podman", "pull", "-q", "--tls-verify=false", ours)).isEqualTo(id);

        String theirs = registry.host() + "/theirs:v1";
        Path digest = folder.resolve("digest");
        run("podman", "push", "-q", "--tls-verify=false", "--digestfile", digest.toString(), IMAGE, theirs);
        assertThat(Cli.ok("copy", theirs, "docker-archive:" + folder.resolve("d.tar") + ":theirs:v1")
                        .digest())
                .isEqualTo(Files.readString(digest, StandardCharsets.UTF_8));
        assertThat(run("podman", "load", "-q", "-i", folder.resolve("d.tar").toString()))
                .contains("theirs:v1");
    }
}
