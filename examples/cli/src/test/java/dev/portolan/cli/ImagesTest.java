package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Container images and their indexes on the command line. */
class ImagesTest {
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";

    @TempDir
    Path work;

    private String layout;
    private String amd64;
    private String arm64;

    @BeforeEach
    void a_layout_with_an_index_of_two_images() throws IOException {
        layout = "oci-layout:" + work.resolve("layout");
        amd64 = image("amd64");
        arm64 = image("arm64");
        Cli.ok("index", "create", layout + ":v1", "amd64", arm64);
    }

    private String image(String architecture) throws IOException {
        String config = "{\"os\": \"linux\", \"architecture\": \"" + architecture + "\"}";
        String layer = "a layer of " + architecture;
        String manifest = "{\"schemaVersion\": 2, \"mediaType\": \"application/vnd.oci.image.manifest.v1+json\","
                + "\"config\": " + blob(config, CONFIG) + ", \"layers\": ["
                + blob(layer, "application/vnd.oci.image.layer.v1.tar") + "]}";
        return Cli.ok(
                        "manifest",
                        "put",
                        layout + ":" + architecture,
                        Files.writeString(work.resolve("manifest.json"), manifest))
                .digest();
    }

    private String blob(String content, String mediaType) throws IOException {
        Path file = Files.writeString(work.resolve("blob"), content);
        return "{\"mediaType\": \"" + mediaType + "\", \"digest\": \""
                + Cli.ok("blob", "put", layout, file).digest() + "\", \"size\": " + content.length() + "}";
    }

    @Test
    void index_create_records_the_platform_of_each_image() {
        JsonNode index = JsonMapper.shared()
                .readTree(Cli.ok("inspect", layout + ":v1", "--json").out());

        assertThat(index.get("children").get(0).get("platform").stringValue()).isEqualTo("linux/amd64");
        assertThat(index.get("children").get(1).get("platform").stringValue()).isEqualTo("linux/arm64");
    }

    @Test
    void index_add_keeps_the_existing_manifests() throws IOException {
        image("riscv64");

        Cli.ok("index", "add", layout + ":v1", "riscv64");

        assertThat(Cli.ok("inspect", layout + ":v1").out())
                .contains("platform=linux/amd64", "platform=linux/arm64", "platform=linux/riscv64");
    }

    @Test
    void index_create_copies_images_of_other_repositories() {
        String other = "oci-layout:" + work.resolve("other");

        Cli.ok("index", "create", other + ":v1", layout + ":amd64", layout + "@" + arm64);

        assertThat(Cli.ok("verify", other).out()).startsWith("Good: 3 manifests");
    }

    @Test
    void a_digest_that_is_not_that_of_the_new_index_is_refused() {
        Cli wrong = Cli.run("index", "create", layout + ":v2@" + arm64, "amd64");

        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).contains("the digest does not match the index");
        assertThat(Cli.ok("tags", layout).out()).doesNotContain("v2");
    }

    @Test
    void manifest_put_sets_the_tag_before_a_digest() {
        Cli.ok("manifest", "put", layout + ":again@" + arm64, work.resolve("manifest.json"));

        assertThat(Cli.ok("resolve", layout + ":again").digest()).isEqualTo(arm64);
    }

    @Test
    void a_platform_is_resolved_inspected_and_printed() {
        assertThat(Cli.ok("resolve", layout + ":v1", "--platform", "linux/arm64")
                        .out())
                .isEqualTo(arm64);
        assertThat(Cli.ok("inspect", layout + ":v1", "--platform", "linux/amd64")
                        .out())
                .startsWith(amd64);
        assertThat(Cli.run("resolve", layout + ":v1", "--platform", "linux/s390x")
                        .exit())
                .isEqualTo(3);
    }

    @Test
    void a_pull_of_an_image_names_the_command_to_use() {
        Cli pull = Cli.run("pull", layout + ":amd64", "-o", work.resolve("out"));

        assertThat(pull.exit()).isEqualTo(1);
        assertThat(pull.err()).contains("container image", "portolan copy").hasLineCount(1);
        assertThat(work.resolve("out")).doesNotExist();
    }

    @Test
    void a_dry_run_of_a_copy_counts_and_writes_nothing() {
        Path target = work.resolve("target");

        Cli copy = Cli.ok("copy", layout + ":v1", "oci-layout:" + target + ":v1", "--dry-run");

        assertThat(copy.err())
                .startsWith("Dry run, " + layout + ":v1 to ")
                .contains(": would copy 4 blobs and 3 manifests (");
        assertThat(target).doesNotExist();
        Cli all = Cli.ok("copy", layout, "oci-layout:" + target, "--all-tags", "--dry-run");
        assertThat(all.err()).startsWith("Dry run, 3 tags from ").contains(": would copy 4 blobs and 3 manifests (");
        assertThat(target).doesNotExist();
    }

    @Test
    void a_copy_of_all_tags_prints_each_with_its_digest() {
        Cli copy = Cli.ok("copy", layout, "oci-layout:" + work.resolve("target"), "--all-tags");

        assertThat(copy.out().lines())
                .contains("amd64 " + amd64, "arm64 " + arm64)
                .hasSize(3);
    }
}
