package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writing fails in the middle, as on a full disk: one line says so, and existing content stays valid. */
class FullDiskTest {
    @TempDir
    Path work;

    private String source;

    @BeforeEach
    void a_layout_with_a_file_of_three_megabytes() throws IOException {
        byte[] noise = new byte[3_000_000];
        new Random(1).nextBytes(noise);
        Files.write(work.resolve("large.bin"), noise);
        source = "oci-layout:" + work.resolve("source") + ":v1";
        Cli.ok("push", source, work.resolve("large.bin"));
    }

    private static Cli runOnFullDisk(Object... arguments) {
        return new CliProcess().largestFile(1024).run(arguments);
    }

    private static void assertOneLine(Cli cli) {
        assertThat(cli.exit()).isEqualTo(1);
        assertThat(cli.err()).hasLineCount(1).contains("writing sha256:", "File too large");
    }

    @Test
    void a_layout_stays_valid_and_accepts_the_same_copy_later() {
        String layout = "oci-layout:" + work.resolve("layout");

        assertOneLine(runOnFullDisk("copy", source, layout + ":v1"));

        assertThat(Cli.ok("verify", layout).out()).startsWith("Good: 0 manifests");
        Cli.ok("copy", source, layout + ":v1");
        assertThat(Cli.ok("verify", layout).out()).startsWith("Good: 1 manifest,");
    }

    @Test
    void an_archive_keeps_its_content() throws IOException {
        Path file = work.resolve("archive.tar");
        String archive = "oci-archive:" + file;
        Cli.ok("push", archive + ":small", Files.writeString(work.resolve("small.txt"), "small"));
        byte[] before = Files.readAllBytes(file);

        assertOneLine(runOnFullDisk("copy", source, archive + ":v1"));

        assertThat(file).hasBinaryContent(before);
        assertThat(work).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void a_directory_stays_empty_and_the_next_pull_continues() {
        Path out = work.resolve("out");

        Cli full = runOnFullDisk("pull", source, "-o", out);

        assertOneLine(full);
        assertThat(full.err()).contains("run the same command again to continue");

        assertThat(out.resolve("large.bin")).doesNotExist();
        Cli.ok("pull", source, "-o", out);
        assertThat(out.resolve("large.bin")).hasSameBinaryContentAs(work.resolve("large.bin"));
    }
}
