package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The summaries of commands, with the right verb. */
class SummaryTest {
    @TempDir
    Path work;

    private RegistryServer registry;
    private String app;
    private Path large;

    @BeforeEach
    void push_a_large_file() throws IOException {
        registry = RegistryServer.start();
        app = registry.host() + "/app:v1";
        large = Files.write(work.resolve("large.bin"), new byte[2 << 20]);
        Cli.ok("push", app, large);
    }

    @AfterEach
    void stop_it() {
        registry.close();
    }

    @Test
    void a_push_of_a_file_archive_counts_what_it_copied() throws IOException {
        Path directory = Files.createDirectory(work.resolve("files"));
        Files.writeString(directory.resolve("a.txt"), "a");

        assertThat(Cli.ok("archive", "push", registry.host() + "/files:v1", directory)
                        .err())
                .contains("copied 3 blobs and 1 manifest (");
    }

    @Test
    void a_pull_skips_an_existing_file() {
        Path out = work.resolve("out");
        assertThat(Cli.ok("pull", app, "-o", out).err())
                .contains("copied large.bin (2.0 MiB)", ": copied 1 blob and 1 ");

        Cli again = Cli.ok("pull", app, "-o", out);

        assertThat(again.err())
                .contains("exists large.bin (2.0 MiB)", "skipped 1 blob (2.0 MiB)")
                .doesNotContain("copied large.bin", "copied 1 blob");
        assertThat(Cli.ok("pull", app, "-o", out, "--json").out())
                .containsPattern("\"skipped\" : \\{\\s+\"items\" : 1,\\s+\"bytes\" : 2097152");
    }

    @Test
    void a_pull_replaces_a_file_with_other_content_and_counts_it() throws IOException {
        Path out = Files.createDirectory(work.resolve("out"));
        Files.write(out.resolve("large.bin"), "other".getBytes());

        assertThat(Cli.ok("pull", app, "-o", out, "--overwrite").err()).contains("copied large.bin");
        assertThat(out.resolve("large.bin")).hasSameBinaryContentAs(large);
    }

    @Test
    void a_dry_run_says_what_it_would_copy() {
        String said = Cli.ok("copy", app, "oci-layout:" + work.resolve("store") + ":v1", "--dry-run")
                .err();

        assertThat(said)
                .contains("would copy large.bin (2.0 MiB)", ": would copy 2 blobs and 1 manifest (")
                .doesNotContain("copied");
        assertThat(said.lines().filter(line -> line.contains(" and 1 manifest")))
                .hasSize(1)
                .allMatch(line -> line.split("(?i)would copy", -1).length == 2, "says it once");
    }

    @Test
    void verify_prints_the_same_for_a_layout_and_a_registry() {
        Cli.ok("copy", app, "oci-layout:" + work.resolve("store") + ":v1");
        Cli remote = Cli.ok("verify", app);

        assertThat(remote.out()).startsWith("Good: 1 manifest, 2 blobs, 2.0 MiB");
        assertThat(remote.err()).contains("verified large.bin").doesNotContain("copied");
        Cli local = Cli.ok("verify", "oci-layout:" + work.resolve("store"));
        assertThat(local.out()).isEqualTo(remote.out());
        assertThat(local.err()).contains("verified large.bin");
    }

    @Test
    void a_layout_without_unnamed_manifests_has_no_line_about_them() {
        String store = "oci-layout:" + work.resolve("store");
        Cli.ok("copy", app, store + ":v1");
        Cli.ok("delete", store + ":v1");

        assertThat(Cli.ok("tags", store).err()).isEmpty();
    }
}
