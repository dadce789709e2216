package dev.portolan.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.OciClient;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.model.Digest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathTest {
    private static final Digest DIGEST = Digest.sha256(new byte[0]);

    @TempDir
    Path directory;

    private void assertSplit(String text, String path, String name) {
        Reference located = LayoutTransport.create().locate(Reference.parse("oci-layout:" + directory + "/" + text));
        assertThat(located.location()).isEqualTo(directory + "/" + path);
        assertThat(located.tag().map(Tag::value).orElse("")).isEqualTo(name);
        assertThat(located.asWritten()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1",
                "demo/app",
                "docker.io/library/alpine:3.18",
                "alpine:3.18",
                "v1+build.5",
                "with space",
                ":odd",
                "ünïcode/日本",
                "http://example.com/a:b"
            })
    void any_name_can_follow_an_existing_path(String name) throws IOException {
        Files.createDirectory(directory.resolve("w"));
        assertSplit("w:" + name, "w", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "demo/app", "docker.io/library/alpine:3.18", "localhost:5000/app:v1"})
    void a_new_path_ends_at_the_first_colon(String name) {
        assertSplit("new:" + name, "new", name);
    }

    @Test
    void the_path_ends_at_the_first_colon_before_which_a_path_exists() throws IOException {
        Files.createDirectories(directory.resolve("a:b/c:d"));
        assertSplit("a:b/c:d:v1", "a:b/c:d", "v1");
        assertSplit("a:b/c:d", "a:b/c:d", "");
        assertSplit("a:b/new:v1", "a:b/new", "v1");
        Files.createDirectory(directory.resolve("a"));
        assertSplit("a:b/c:d:v1", "a", "b/c:d:v1");
    }

    @Test
    void a_path_without_a_colon_has_no_name() {
        assertSplit("new", "new", "");
    }

    @Test
    void keeps_the_digest() {
        Reference written = Reference.parse("oci-archive:" + directory + "/a.tar:demo/app@" + DIGEST);
        Reference located = OciArchiveTransport.create().locate(written);
        assertThat(located.location()).isEqualTo(directory + "/a.tar");
        assertThat(located.tag()).contains(Tag.ofRefName("demo/app"));
        assertThat(located.digest()).contains(DIGEST);
    }

    @Test
    void a_path_given_separately_is_not_split() {
        Reference exact = Reference.of(Reference.OCI_LAYOUT, directory + "/a:b");
        assertThat(LayoutTransport.create().locate(exact)).isSameAs(exact);
    }

    @Test
    void the_image_of_a_docker_archive_has_the_tag_latest_unless_it_names_one() {
        DockerArchiveTransport transport = DockerArchiveTransport.create();
        String file = directory + "/d.tar";
        assertThat(transport.locate(Reference.parse("docker-archive:" + file + ":localhost:5000/app")))
                .hasToString("docker-archive:" + file + ":localhost:5000/app:latest");
        assertThat(transport
                        .locate(Reference.parse("docker-archive:" + file + ":team/app:v1"))
                        .location())
                .isEqualTo(file + ":team/app");
        assertThat(transport.locate(Reference.parse("docker-archive:" + file)).tag())
                .isEmpty();
    }

    @Test
    void refuses_an_empty_name() throws IOException {
        Files.createDirectory(directory.resolve("w"));
        assertThatThrownBy(() -> LayoutTransport.create().locate(Reference.parse("oci-layout:" + directory + "/w:")))
                .isInstanceOf(InvalidReferenceException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"oci-layout:~/images:v1", "oci-layout:~", "oci-archive:~/a.tar", "docker-archive:~/a.tar:app:v1"
            })
    void a_tilde_is_not_expanded_and_creates_no_directory(String reference) {
        assertThatThrownBy(() -> OciClient.of(
                                LayoutTransport.create(), OciArchiveTransport.create(), DockerArchiveTransport.create())
                        .open(reference))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageContaining("~ is not expanded here; write the whole path");
        assertThat(Path.of("~")).doesNotExist();
    }
}
