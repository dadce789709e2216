package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bundles for an air gap, with the command. */
class OfflineTest {
    @TempDir
    Path work;

    private RegistryServer registry;

    @BeforeEach
    void start_a_registry() {
        registry = RegistryServer.start();
    }

    @AfterEach
    void stop_it() {
        registry.close();
    }

    private Path noise(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(name.hashCode()).nextBytes(bytes);
        return Files.write(work.resolve(name), bytes);
    }

    private String reference(String nameAndTag) {
        return registry.host() + "/" + nameAndTag;
    }

    @Test
    void a_delta_leaves_out_known_blobs_and_is_completed_on_the_other_side() throws IOException {
        Cli.ok("push", reference("app:v1"), noise("base.bin", 300_000));
        Cli.ok("push", reference("app:v2"), work.resolve("base.bin"), noise("news.bin", 1_000));
        String layout = "oci-layout:" + work.resolve("other-side");
        Cli.ok("copy", reference("app:v1"), layout + ":v1");
        Path delta = work.resolve("delta.tar");

        Cli.ok("copy", reference("app:v2"), "oci-archive:" + delta + ":v2", "--missing-from", layout);
        assertThat(delta).satisfies(file -> assertThat(Files.size(file)).isLessThan(50_000));

        Cli.ok("copy", "oci-archive:" + delta + ":v2", layout + ":v2");
        assertThat(Cli.ok("verify", layout).out()).startsWith("Good: 2 manifests");
        assertThat(Cli.ok("resolve", layout + ":v2").out())
                .isEqualTo(Cli.ok("resolve", reference("app:v2")).out());
    }

    @Test
    void a_mistyped_base_of_a_delta_is_an_error_and_writes_nothing() throws IOException {
        Cli.ok("push", reference("app:v1"), noise("base.bin", 1_000));
        String layout = "oci-layout:" + work.resolve("base");
        Cli.ok("copy", reference("app:v1"), layout + ":v1");
        Path delta = work.resolve("delta.tar");

        for (String base : List.of(
                "oci-layout:" + work.resolve("bsae"),
                layout + ":v2",
                "oci-archive:" + work.resolve("base.tar"),
                reference("ap"),
                reference("app:v3"),
                reference("app@sha256:" + "0".repeat(64)))) {
            Cli cli = Cli.run("copy", reference("app:v1"), "oci-archive:" + delta + ":v1", "--missing-from", base);

            assertThat(cli.exit()).as(base).isEqualTo(3);
            assertThat(cli.err()).as(base).contains("base of the delta");
            assertThat(delta).doesNotExist();
        }
    }

    @Test
    void a_delta_without_its_base_names_the_missing_blobs() throws IOException {
        Cli.ok("push", reference("app:v1"), noise("base.bin", 300_000));
        String layout = "oci-layout:" + work.resolve("base");
        Cli.ok("copy", reference("app:v1"), layout + ":v1");
        String delta = "oci-archive:" + work.resolve("delta.tar") + ":v1";
        Cli.ok("copy", reference("app:v1"), delta, "--missing-from", layout);

        Cli cli = Cli.run("copy", delta, "oci-layout:" + work.resolve("elsewhere") + ":v1");

        assertThat(cli.exit()).isEqualTo(3);
        assertThat(cli.err()).hasLineCount(1).contains("left out");
    }

    @Test
    void names_that_no_registry_can_hold_are_listed_with_a_command_that_can_be_pasted() throws IOException {
        Path layout = work.resolve("layout");
        for (String name : List.of("v1", "two", "three")) {
            Cli.ok("push", "oci-layout:" + layout + ":" + name, noise(name + ".bin", 10));
        }
        Path index = layout.resolve("index.json");
        Files.writeString(
                index,
                Files.readString(index).replace("\"two\"", "\"$(reboot) ';\"").replace("three", "a\\u001bb"));

        Cli cli = Cli.ok("copy", "--all-tags", "oci-layout:" + layout, reference("app"));

        assertThat(Cli.ok("tags", reference("app")).out()).isEqualTo("v1");
        assertThat(cli.err())
                .contains("left out $(reboot) ';: a registry cannot hold this name")
                .contains("portolan copy 'oci-layout:" + layout + ":$(reboot) '\\'';' ")
                .containsPattern(
                        "left out sha256:[0-9a-f]{64}: its name is too long, or has control characters; copy it"
                                + " with: portolan copy oci-layout:[^ ]+@sha256:");
    }

    @Test
    void gc_removes_unreachable_blobs_and_only_reports_them_in_a_dry_run() throws IOException {
        String layout = "oci-layout:" + work.resolve("layout");
        Cli.ok("push", layout + ":v1", noise("old.bin", 10_000));
        Cli.ok("push", layout + ":v1", noise("new.bin", 10_000));

        Object[] gc = {"gc", layout, "--untagged", "--grace", "0", "--dry-run"};
        String planned = Cli.ok(gc).out();
        assertThat(planned).contains("sha256:");
        assertThat(Cli.ok("gc", layout, "--untagged", "--grace", "0").out()).isEqualTo(planned);

        assertThat(Cli.ok("verify", layout).out()).startsWith("Good: 1 manifest,");
        assertThat(Cli.ok(gc).out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "90s, 90 seconds",
        "15m, 15 minutes",
        "1h, 1 hour",
        "7d, 7 days",
        "90, 90 minutes",
        "60, 1 hour",
        "999999d, 999999 days",
        "1500ms, 1500 milliseconds"
    })
    void gc_keeps_blobs_that_are_younger_than_the_given_time(String grace, String words) throws IOException {
        String layout = "oci-layout:" + work.resolve("layout");
        Cli.ok("push", layout + ":v1", noise("new.bin", 10));
        Files.setLastModifiedTime(blobPut(layout), FileTime.from(Instant.now().plus(Duration.ofHours(1))));

        Cli gc = Cli.ok("gc", layout, "--grace", grace);

        assertThat(gc.out()).isEmpty();
        assertThat(gc.err()).contains("younger than " + words + ";");
    }

    /** Adds a blob that nothing references. */
    private Path blobPut(String layout) throws IOException {
        String digest = Cli.ok("blob", "put", layout, noise("loose.bin", 20)).digest();
        return work.resolve("layout/blobs/" + digest.replace(':', '/'));
    }

    @Test
    void gc_removes_blobs_that_are_older_than_the_given_time() throws IOException {
        String layout = "oci-layout:" + work.resolve("layout");
        Cli.ok("push", layout + ":v1", noise("new.bin", 10));
        Path blob = blobPut(layout);
        Files.setLastModifiedTime(blob, FileTime.from(Instant.now().minus(Duration.ofMinutes(30))));

        assertThat(Cli.ok("gc", layout).out()).isEmpty();
        assertThat(Cli.ok("gc", layout, "--grace", "1d").out()).isEmpty();
        assertThat(Cli.ok("gc", layout, "--grace", "15m").out()).contains("sha256:");
        assertThat(blob).doesNotExist();
    }

    @Test
    void verify_names_damaged_blobs_and_exits_with_5() throws IOException {
        String layout = "oci-layout:" + work.resolve("layout");
        Cli.ok("push", layout + ":v1", noise("some.bin", 77_777));
        try (var blobs = Files.walk(work.resolve("layout/blobs"))) {
            for (Path blob : blobs.filter(Files::isRegularFile).toList()) {
                if (Files.size(blob) == 77_777) {
                    byte[] bytes = Files.readAllBytes(blob);
                    bytes[5] ^= 1;
                    Files.write(blob, bytes);
                }
            }
        }

        Cli cli = Cli.run("verify", layout);

        assertThat(cli.exit()).isEqualTo(5);
        assertThat(cli.out()).contains("DAMAGED", "sha256:");
    }

    @Test
    void a_file_of_an_archive_costs_three_requests_and_little_more_than_its_bytes() throws IOException {
        Path directory = Files.createDirectory(work.resolve("many"));
        for (int i = 0; i < 500; i++) {
            Files.writeString(directory.resolve("f" + i), ("line of file " + i + "\n").repeat(3));
        }
        Cli.ok("archive", "push", reference("arch:v1"), directory);

        Cli list = Cli.ok("archive", "list", reference("arch:v1"));
        assertThat(list.out().lines()).hasSize(500);
        registry.requests().clear();
        assertThat(new CliProcess()
                        .run("archive", "cat", reference("arch:v1"), "f77")
                        .out())
                .isEqualTo("line of file 77\n".repeat(3).strip());
        assertThat(registry.requests().all()).hasSize(3);

        Cli.ok("archive", "extract", reference("arch:v1"), "-o", work.resolve("out"));
        assertThat(work.resolve("out/f499")).hasSameBinaryContentAs(directory.resolve("f499"));
    }

    @Test
    void referrers_of_an_artifact_are_copied_on_request() throws IOException {
        Cli.ok("push", reference("app:v1"), noise("base.bin", 1_000));
        Cli.ok(
                "attach",
                reference("app:v1"),
                noise("sbom.json", 100),
                "--artifact-type",
                "application/vnd.example.sbom");
        String layout = "oci-layout:" + work.resolve("layout") + ":v1";

        Cli.ok("copy", "--recursive", reference("app:v1"), layout);

        assertThat(Cli.ok("referrers", layout).out()).contains("application/vnd.example.sbom");
        assertThat(Cli.ok("inspect", layout, "--referrers").out()).contains("└── referrer sha256:");
    }
}
