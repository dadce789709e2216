package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.testkit.junit.DockerRegistryExtension;
import dev.portolan.testkit.peer.PeerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A directory is pushed to Debian's docker-registry, copied through a layout and a tar, and pulled. */
class MainJobTest {
    @RegisterExtension
    static final DockerRegistryExtension REGISTRY = DockerRegistryExtension.create();

    @TempDir
    Path work;

    private Path tree;

    @BeforeEach
    void make_a_tree() throws IOException {
        tree = SampleTree.write(work.resolve("DIR"));
    }

    private static String reference(String nameAndTag) {
        return REGISTRY.host() + "/" + nameAndTag;
    }

    @Test
    void a_directory_is_pushed_and_pulled_unchanged_with_its_modes() throws IOException {
        Cli.ok("push", reference("main/tree:v1"), tree);

        Cli.ok("pull", reference("main/tree:v1"), "-o", work.resolve("out"));

        SampleTree.assertSame(tree, work.resolve("out/DIR"));
    }

    @Test
    void a_second_tag_resolves_to_the_same_digest() {
        Cli pushed = Cli.ok("push", reference("main/tags:v1"), tree, "--tag", "latest");

        Cli resolved = Cli.ok("resolve", reference("main/tags:latest"));

        assertThat(pushed.out()).isEqualTo("Digest: " + resolved.out());
    }

    @Test
    void skopeo_reads_the_layout_and_archive_and_the_copy_back_keeps_the_digest() {
        PeerProgram skopeo = PeerProgram.require("skopeo");
        String digest = Cli.ok("push", reference("main/carried:v1"), tree).digest();
        Path layout = work.resolve("l");
        Path archive = work.resolve("b.tar");

        Cli.ok("copy", reference("main/carried:v1"), "oci-layout:" + layout + ":v1");
        assertThat(skopeo.run("inspect", "--raw", "oci:" + layout + ":v1")
                        .orFail()
                        .out())
                .contains("vnd.oci.image.manifest");

        Cli.ok("copy", "oci-layout:" + layout + ":v1", "oci-archive:" + archive + ":v1");
        assertThat(skopeo.run("inspect", "--raw", "oci-archive:" + archive + ":v1")
                        .orFail()
                        .out())
                .contains("vnd.oci.image.manifest");

        Cli.ok("copy", "oci-archive:" + archive + ":v1", reference("main/back:v1"));
        assertThat(Cli.ok("resolve", reference("main/back:v1")).out()).isEqualTo(digest);
    }

    @Test
    void a_copy_of_the_tree_with_other_times_has_the_same_digest() throws IOException {
        Path copy = SampleTree.write(work.resolve("elsewhere/DIR"));
        Files.setLastModifiedTime(copy.resolve("run.sh"), FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));

        String first = Cli.ok("push", reference("main/first:v1"), tree).digest();
        String second = Cli.ok("push", reference("main/second:v1"), copy).digest();

        assertThat(second).isEqualTo(first);
    }

    @Test
    void a_malformed_reference_exits_with_2_and_one_line() {
        Cli cli = Cli.run("resolve", reference("Bad:v1"));

        assertThat(cli.exit()).isEqualTo(2);
        assertThat(cli.err()).hasLineCount(1).contains("malformed", "\"B\"", "lower case");
    }

    @Test
    void a_missing_tag_exits_with_3_and_one_line() {
        Cli.ok("push", reference("main/there:v1"), tree);

        Cli cli = Cli.run("pull", reference("main/there:other"), "-o", work.resolve("out"));

        assertThat(cli.exit()).isEqualTo(3);
        assertThat(cli.err()).hasLineCount(1).contains("other", "not found", "main/there");
    }

    @Test
    void a_refused_connection_exits_with_6_and_one_line() {
        Cli cli = Cli.run("resolve", "127.0.0.1:1/main/tree:v1");

        assertThat(cli.exit()).isEqualTo(6);
        assertThat(cli.err()).hasLineCount(1).contains("127.0.0.1:1", "refused");
    }

    @Test
    void a_damaged_blob_exits_with_5_and_nothing_is_written() throws IOException {
        Cli.ok("push", reference("main/damaged:v1"), Files.write(work.resolve("payload"), new byte[77_777]));
        damage(77_777);

        Cli cli = Cli.run("pull", reference("main/damaged:v1"), "-o", work.resolve("out"));

        assertThat(cli.exit()).isEqualTo(5);
        assertThat(cli.err()).hasLineCount(1).contains("damaged", "sha256:");
        assertThat(work.resolve("out")).doesNotExist();
    }

    private static void damage(long size) throws IOException {
        try (var paths = Files.walk(REGISTRY.registry().data())) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                if (Files.size(path) == size) {
                    byte[] bytes = Files.readAllBytes(path);
                    bytes[1000] ^= 1;
                    Files.write(path, bytes);
                }
            }
        }
    }

    @Test
    void five_files_cost_16_requests_then_1_then_8_under_a_new_tag_and_6_to_pull() throws IOException {
        Object[] push = {"push", reference("main/five:v1"), "--stats", "", "", "", "", ""};
        for (int i = 0; i < 5; i++) {
            push[3 + i] = Files.writeString(work.resolve("f" + i), "file " + i);
        }
        Object[] pushAgain = push.clone();
        pushAgain[1] = reference("main/five:v2");

        assertThat(Cli.ok(push).requests()).isEqualTo(16);
        assertThat(Cli.ok(push).requests()).isEqualTo(1);
        assertThat(Cli.ok(pushAgain).requests()).isEqualTo(8);
        assertThat(Cli.ok("pull", reference("main/five:v1"), "-o", work.resolve("o"), "--stats")
                        .requests())
                .isEqualTo(6);
        assertThat(Cli.ok("tag", reference("main/five:v1"), "v3", "--stats").requests())
                .as("GET, PUT, and a HEAD to find out whether anything needs to change")
                .isEqualTo(3);
        assertThat(Cli.ok("tag", reference("main/five:v1"), "v3", "--stats").requests())
                .as("nothing needs to change")
                .isEqualTo(2);
        assertThat(Cli.ok("copy", reference("main/five:v1"), reference("main/five-copy:v1"), "--stats")
                        .requests())
                .isEqualTo(9);
        assertThat(Cli.ok("copy", reference("main/five:v1"), reference("main/five-copy:v1"), "--stats")
                        .requests())
                .isEqualTo(2);
    }
}
