package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.tls.CertificateAuthority;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The advice of commands that fail, and their messages in addition to the result. */
class AdviceTest {
    @TempDir
    Path work;

    private String layout() {
        return "oci-layout:" + work.resolve("layout");
    }

    private Path file(String name) throws IOException {
        return Files.writeString(work.resolve(name), "content of " + name);
    }

    @Test
    void a_pull_of_a_file_archive_names_the_command_for_it() throws IOException {
        Path directory = Files.createDirectory(work.resolve("files"));
        Files.writeString(directory.resolve("a.txt"), "a");
        Cli.ok("archive", "push", layout() + ":v1", directory);

        Cli pull = Cli.run("pull", layout() + ":v1", "-o", work.resolve("out"));

        assertThat(pull.exit()).isEqualTo(1);
        assertThat(pull.err())
                .contains("portolan archive extract " + layout() + ":v1")
                .hasLineCount(1);
    }

    @Test
    void an_extraction_treats_existing_files_as_a_pull_does() throws IOException {
        Path directory = Files.createDirectory(work.resolve("files"));
        Files.writeString(directory.resolve("a.txt"), "theirs");
        Cli.ok("archive", "push", layout() + ":archive", directory);
        Cli.ok("push", layout() + ":v1", directory.resolve("a.txt"));
        for (String command : List.of("archive extract " + layout() + ":archive", "pull " + layout() + ":v1")) {
            Path out = Files.createTempDirectory(work, "out");
            Path file = Files.writeString(out.resolve("a.txt"), "mine");

            Cli refused = Cli.run((Object[]) (command + " -o " + out).split(" "));

            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err())
                    .startsWith("portolan: " + file
                            + ": a file with different content already exists; use --overwrite to replace it");
            assertThat(file).hasContent("mine");
            Cli.ok((Object[]) (command + " --overwrite -o " + out).split(" "));
            assertThat(file).hasContent("theirs");
            Cli.ok((Object[]) (command + " -o " + out).split(" "));
        }
    }

    @Test
    void a_pull_of_an_index_names_the_command_for_it() throws IOException {
        Cli.ok("push", layout() + ":a", file("a"));
        Cli.ok("index", "create", layout() + ":v1", "a");

        Cli pull = Cli.run("pull", layout() + ":v1", "-o", work.resolve("out"));

        assertThat(pull.exit()).isEqualTo(1);
        assertThat(pull.err())
                .contains("an index of 1 manifest", "portolan copy " + layout() + ":v1 oci-archive:FILE", "--platform")
                .hasLineCount(1);
    }

    @Test
    void a_deleted_tag_names_the_others_that_go_with_it() throws IOException {
        try (RegistryServer registry = RegistryServer.start()) {
            for (String repository : new String[] {registry.host() + "/app", layout()}) {
                Cli.ok("push", repository + ":v1", file("a"), "--tag", "latest", "--tag", "stable");
                Cli.ok("push", repository + ":v2", file("b"));

                Cli delete = Cli.ok("delete", repository + ":v1");

                assertThat(delete.err()).isEqualTo("Deleted " + repository + ":v1, and with it latest, stable");
                assertThat(Cli.ok("tags", repository).out()).isEqualTo("v2");
                assertThat(Cli.ok("delete", repository + ":v2").err()).isEqualTo("Deleted " + repository + ":v2");
            }
        }
    }

    @Test
    void advice_about_one_side_of_a_copy_names_the_option_of_that_side() throws IOException {
        try (RegistryServer secured =
                RegistryServer.builder().tls(CertificateAuthority.create()).start()) {
            Cli.ok("push", layout() + ":v1", file("a"));
            String there = secured.host() + "/app:v1";

            assertThat(Cli.run("copy", layout() + ":v1", there, "--retries", "0")
                            .err())
                    .contains("--to-plain-http=false");
            assertThat(Cli.run("copy", there, layout() + ":v2", "--retries", "0")
                            .err())
                    .contains("--from-plain-http=false");
            assertThat(Cli.run("copy", there, layout() + ":v2", "--retries", "0", "--from-plain-http=false")
                            .err())
                    .contains("--from-ca-file");
        }
    }

    @Test
    void a_directory_of_other_files_does_not_become_a_layout() throws IOException {
        Cli.ok("push", layout() + ":v1", file("a"));
        Path documents = Files.createDirectory(work.resolve("documents"));
        Files.writeString(documents.resolve("letter.txt"), "Dear");

        for (Object[] call : new Object[][] {
            {"copy", layout() + ":v1", "oci-layout:" + documents + ":v1"},
            {"push", "oci-layout:" + documents + ":v1", file("a")},
            {"archive", "push", "oci-layout:" + documents + ":v1", Files.createDirectories(work.resolve("d"))}
        }) {
            Cli cli = Cli.run(call);

            assertThat(cli.exit()).as(Arrays.toString(call)).isEqualTo(1);
            assertThat(cli.err())
                    .contains("not an OCI layout", "new or empty directory")
                    .hasLineCount(1);
            assertThat(documents).isDirectoryContaining(path -> path.endsWith("letter.txt"));
        }
        Files.delete(documents.resolve("letter.txt"));
        Cli.ok("copy", layout() + ":v1", "oci-layout:" + documents + ":v1");
    }

    @Test
    void a_layout_may_contain_other_layouts() throws IOException {
        Cli.ok("push", "oci-layout:" + work.resolve("team/app") + ":v1", file("a"));
        Cli.ok("push", "oci-layout:" + work.resolve("team") + ":v1", file("b"));
    }

    @Test
    void the_same_directory_has_the_same_digest_as_a_file_archive() throws IOException {
        Path directory = Files.createDirectory(work.resolve("files"));
        Path file = Files.writeString(directory.resolve("a.txt"), "a");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));

        Cli first = Cli.ok("archive", "push", layout() + ":v1", directory);

        assertThat(Cli.ok("archive", "inspect", layout() + ":v1").out()).contains("2023-11-14T22:13:20Z");
        assertThat(Cli.ok("archive", "push", layout() + ":v2", directory).digest())
                .isEqualTo(first.digest());
    }

    @Test
    void a_damaged_archive_that_is_read_only_is_to_be_replaced() throws IOException {
        Cli.ok("push", layout() + ":v1", file("a"));
        Path plain = work.resolve("a.tar");
        Cli.ok("copy", layout() + ":v1", "oci-archive:" + plain + ":v1");
        byte[] bytes = Files.readAllBytes(plain);
        byte[] content = Files.readAllBytes(file("a"));
        int at = new String(bytes, StandardCharsets.ISO_8859_1)
                .indexOf(new String(content, StandardCharsets.ISO_8859_1));
        bytes[at]++;
        Files.write(plain, bytes);
        Path packed = work.resolve("a.tar.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(bytes);
        }

        assertThat(Cli.run("verify", "oci-archive:" + plain).err()).contains("portolan copy SOURCE", "--deep");
        assertThat(Cli.run("verify", "oci-archive:" + packed).err())
                .contains("it cannot be repaired in place; copy a good one to a new file")
                .doesNotContain("--deep");
    }

    @Test
    void the_advice_for_a_truncated_tar_is_to_transfer_it_again() throws IOException {
        Cli.ok("push", layout() + ":v1", file("a"));
        Path tar = work.resolve("a.tar");
        Cli.ok("copy", layout() + ":v1", "oci-archive:" + tar + ":v1");
        Files.write(tar, Arrays.copyOf(Files.readAllBytes(tar), 1500));

        Cli verify = Cli.run("verify", "oci-archive:" + tar);

        assertThat(verify.exit()).isEqualTo(5);
        assertThat(verify.err()).contains("cut off", "transfer the file again").hasLineCount(1);
    }

    @Test
    void empty_standard_input_is_not_a_password() {
        Cli cli = new CliProcess().run("tags", "localhost:1/app", "-u", "me", "--password-stdin");

        assertThat(cli.exit()).isEqualTo(2);
        assertThat(cli.err()).contains("standard input was empty");
    }

    @Test
    void a_throttling_registry_is_reported_as_such() {
        StringWriter err = new StringWriter();

        new Statistics(new PrintWriter(err), false).throttled("localhost:5000", Duration.ofSeconds(30));

        assertThat(err.toString().strip())
                .isEqualTo("portolan: localhost:5000 throttles requests; trying again in 30 s");
    }

    @Test
    void a_nested_command_has_its_own_help() {
        assertThat(Cli.ok("help", "manifest", "put").out())
                .isEqualTo(Cli.ok("manifest", "put", "--help").out());
        assertThat(Cli.ok("help").out()).isEqualTo(Cli.ok("--help").out());
        assertThat(Cli.ok("manifest", "delete", "--help").out()).contains("  portolan manifest delete ");
        assertThat(Cli.ok("sign", "--help").out()).startsWith("Usage: portolan sign [OPTIONS] --key=FILE REF");
    }
}
