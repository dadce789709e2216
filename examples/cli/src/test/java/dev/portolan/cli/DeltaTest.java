package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Deltas, with the command. The receiver has version 1; the sender also has version 2, which shares a file with version
 * 1 and a file with version 3.
 */
class DeltaTest {
    private static final int LARGE = 100_000;

    @TempDir
    Path work;

    private RegistryServer registry;
    private String app;
    private String sender;
    private String receiver;
    private String delta;

    @BeforeEach
    void push_three_versions() throws IOException {
        registry = RegistryServer.start();
        app = registry.host() + "/app";
        sender = "oci-layout:" + work.resolve("sender");
        receiver = "oci-layout:" + work.resolve("receiver");
        delta = "oci-archive:" + work.resolve("delta.tar");
        Cli.ok("push", app + ":v1", file("one"));
        Cli.ok("push", app + ":v2", file("one"), file("two"));
        Cli.ok("push", app + ":v3", file("one"), file("two"), file("three"));
        Cli.ok("copy", app, sender, "--all-tags");
        Cli.ok("copy", app + ":v1", receiver + ":v1");
    }

    @AfterEach
    void stop_it() {
        registry.close();
    }

    private Path file(String name) throws IOException {
        byte[] bytes = new byte[LARGE];
        new Random(name.hashCode()).nextBytes(bytes);
        return Files.write(work.resolve(name), bytes);
    }

    private long carried() throws IOException {
        return Files.size(work.resolve("delta.tar")) / LARGE;
    }

    private String base(String where, String tag) {
        return (where.equals("registry") ? app : sender) + tag;
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry", "layout"})
    void a_delta_lacks_only_what_is_reachable_from_the_tag_of_the_base(String where) throws IOException {
        Cli.ok("copy", app + ":v3", delta + ":v3", "--missing-from", base(where, ":v1"));

        assertThat(carried()).isEqualTo(2);
        Cli.ok("copy", delta + ":v3", receiver + ":v3");
        assertThat(Cli.ok("verify", receiver).out()).startsWith("Good: 2 manifests");
    }

    @Test
    void a_layout_without_a_name_means_everything_it_lists() throws IOException {
        Cli.ok("delete", sender + ":v3");
        Cli.ok("copy", app + ":v3", delta + ":v3", "--missing-from", sender);

        assertThat(carried()).isEqualTo(1);
    }

    @Test
    void a_registry_without_a_tag_means_latest() throws IOException {
        Cli.ok("tag", app + ":v1", "latest");
        Cli.ok("copy", app + ":v3", delta + ":v3", "--missing-from", app);

        assertThat(carried()).isEqualTo(2);
    }

    @Test
    void a_registry_without_a_tag_and_without_latest_asks_for_one() {
        Cli cli = Cli.run("copy", app + ":v3", delta + ":v3", "--missing-from", app);

        assertThat(cli.exit()).isEqualTo(3);
        assertThat(cli.err()).contains("the base of the delta was not found", "tag latest not found");
    }

    @Test
    void one_base_serves_all_tags() throws IOException {
        String out = Cli.ok("copy", app, delta, "--all-tags", "--missing-from", receiver)
                .out();

        assertThat(out.lines()).hasSize(3).allMatch(line -> line.matches("v[123] sha256:.*"));
        assertThat(carried()).isEqualTo(2);
        Cli.ok("copy", delta, receiver, "--all-tags");
        assertThat(Cli.ok("verify", receiver).out()).startsWith("Good: 3 manifests");
    }

    @Test
    void a_dry_run_says_how_much_a_delta_would_carry_and_writes_nothing() {
        String said = Cli.ok("copy", app + ":v3", delta + ":v3", "--missing-from", app + ":v1", "--dry-run")
                .err();

        assertThat(said).contains(": would copy 2 blobs and 1 manifest (", "skipped 2 blobs (");
        assertThat(work.resolve("delta.tar")).doesNotExist();
        Cli all = Cli.ok("copy", app, delta, "--all-tags", "--missing-from", app + ":v1", "--dry-run");
        assertThat(all.err()).contains("2 blobs and 3 manifests");
        assertThat(Cli.run("copy", app + ":v3", sender, "--missing-from", app + ":v1", "--dry-run")
                        .err())
                .contains("oci-archive:FILE:NAME");
    }

    @Test
    void verify_says_how_much_a_delta_lacks() {
        Cli.ok("copy", app + ":v3", delta + ":v3", "--missing-from", app + ":v1");

        for (String reference : new String[] {delta, delta + ":v3"}) {
            assertThat(Cli.ok("verify", reference).out())
                    .as(reference)
                    .contains("Good: ")
                    .contains("Delta: lacks 2 blobs (97.7 KiB) that " + app + ":v1 has");
            assertThat(Cli.ok("verify", reference, "--json").out())
                    .as(reference)
                    .contains("\"base\" : \"" + app + ":v1\"", "\"blobs\" : 2", "\"bytes\" : 100002");
        }
        assertThat(Cli.ok("verify", receiver).out()).doesNotContain("Delta");
        assertThat(Cli.ok("verify", receiver, "--json").out()).doesNotContain("delta");
    }
}
