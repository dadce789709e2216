package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Local files in arguments: names with colons, and files that do not exist. */
class LocalFilesTest {
    @TempDir
    Path work;

    @ParameterizedTest
    @CsvSource({
        "server:v0.1-linux-amd64, server:v0.1-linux-amd64, application/octet-stream",
        "server:v0.1-linux-amd64:, server:v0.1-linux-amd64, application/octet-stream",
        "./server:v0.1-linux-amd64, server:v0.1-linux-amd64, application/octet-stream",
        "a:b:c:text/plain, a:b:c, text/plain",
        "a:b:c, a:b:c, application/octet-stream",
        "with space.txt:text/plain, with space.txt, text/plain",
        "@notes, @notes, application/octet-stream"
    })
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void a_file_name_may_contain_a_colon(String argument, String title, String mediaType) throws IOException {
        for (String name : new String[] {"server:v0.1-linux-amd64", "a:b:c", "with space.txt", "@notes"}) {
            Files.writeString(work.resolve(name), "content");
        }

        Cli push = new CliProcess().in(work).run("push", "oci-layout:layout:v1", argument);

        assertThat(push.exit()).as(push.err()).isZero();
        assertThat(Cli.ok("inspect", "oci-layout:" + work.resolve("layout") + ":v1")
                        .out())
                .containsPattern(mediaType + " .*title=" + title);
    }

    @Test
    void an_empty_path_does_not_mean_the_current_directory() {
        Cli push = Cli.run("push", "oci-layout:" + work.resolve("layout") + ":v1", "");

        assertThat(push.exit()).isEqualTo(2);
        assertThat(push.err()).contains("PATH[:MEDIATYPE] is empty");
        assertThat(work.resolve("layout")).doesNotExist();
    }

    @Test
    void a_malformed_media_type_is_a_usage_error() throws IOException {
        Path file = Files.writeString(work.resolve("file"), "content");

        Cli push = Cli.run("push", "oci-layout:" + work.resolve("layout") + ":v1", file + ":text");

        assertThat(push.exit()).isEqualTo(2);
        assertThat(push.err()).contains("'text' is not a media type");
    }

    @ParameterizedTest
    @CsvSource({
        "push oci-layout:layout:v1 none.txt",
        "push oci-layout:layout:v1 none.txt:text/plain",
        "push oci-layout:layout:v1 --artifact-type a/b --config none.json",
        "attach oci-layout:layout:v1 none.txt --artifact-type a/b",
        "manifest put oci-layout:layout:v1 none.json",
        "blob put oci-layout:layout none.bin",
        "archive push oci-layout:layout:v1 none",
        "tags oci-layout:layout --ca-file none.pem",
        "tags oci-layout:layout --cert-file none.pem --key-file none.pem",
        "tags oci-layout:layout --registry-config none.json",
        "tags oci-layout:layout --authfile none.json",
        "serve --auth-file none.txt"
    })
    void a_missing_local_file_exits_with_1(String call) throws IOException {
        Files.writeString(work.resolve("file"), "content");
        new CliProcess().in(work).run("push", "oci-layout:layout:v1", "file");

        Cli cli = new CliProcess().in(work).run((Object[]) call.split(" "));

        assertThat(cli.exit()).as(cli.err()).isEqualTo(1);
        assertThat(cli.err()).contains("none").hasLineCount(1).doesNotContain("Exception");
    }
}
