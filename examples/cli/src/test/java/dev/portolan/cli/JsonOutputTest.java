package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** With {@code --json} each command prints one JSON document and nothing besides. */
class JsonOutputTest {
    @TempDir
    Path work;

    private RegistryServer registry;
    private String site;
    private String layout;
    private Path file;

    @BeforeEach
    void start_a_registry_with_an_artifact() throws IOException {
        registry = RegistryServer.start();
        site = registry.host() + "/demo/site";
        layout = "oci-layout:" + work.resolve("layout");
        file = Files.writeString(work.resolve("file.txt"), "content");
        Cli.ok("push", site + ":v1", file);
        Cli.ok("copy", site + ":v1", layout + ":v1");
    }

    @AfterEach
    void stop_it() {
        registry.close();
    }

    private static JsonNode json(Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--json";
        Cli cli = Cli.ok(all);
        assertThat(cli.err()).as("nothing for people").isEmpty();
        return JsonMapper.shared().readTree(cli.out());
    }

    @Test
    void text_from_a_stranger_is_escaped_and_stays_the_same() {
        String note = "a\u001b[31m\u009b\u202e\u00e9";
        Cli.ok("attach", layout + ":v1", file, "--artifact-type", "text/note", "--annotation", "note=" + note);

        String out = Cli.ok("referrers", layout + ":v1", "--json").out();

        assertThat(out.chars()).noneMatch(c -> c == 0x1b || c == 0x9b || c == 0x202e);
        assertThat(JsonMapper.shared().readTree(out).findValue("note").asString())
                .isEqualTo(note);
    }

    @Test
    void transfers_print_digest_tags_and_counts() {
        assertThat(json("push", site + ":v2", file, "--tag", "v3").propertyNames())
                .containsExactly(
                        "reference",
                        "mediaType",
                        "digest",
                        "size",
                        "artifactType",
                        "tags",
                        "copied",
                        "skipped",
                        "mounted");
        assertThat(json("copy", site + ":v2", layout + ":v2").get("tags").get(0).stringValue())
                .isEqualTo("v2");
        assertThat(json("copy", site, layout, "--all-tags").get("tags").propertyNames())
                .as("each tag, with its digest")
                .containsExactly("v1", "v2", "v3");
        JsonNode pulled = json("pull", site + ":v1", "-o", work.resolve("out"));
        assertThat(pulled.get("copied").get("items").intValue()).isEqualTo(2);
        assertThat(pulled.get("files").get(0).get("path").stringValue()).isEqualTo("file.txt");
        assertThat(pulled.get("files").get(0).get("size").intValue()).isEqualTo(7);
        assertThat(json("attach", site + ":v1", file, "--artifact-type", "a/b").has("digest"))
                .isTrue();
    }

    @Test
    void lists_print_an_array() {
        assertThat(json("tags", site)).hasSize(1);
        assertThat(json("repositories", registry.host()).get(0).stringValue()).isEqualTo("demo/site");
    }

    @Test
    void a_tree_of_referrers_is_json_too() {
        Cli.ok("attach", site + ":v1", file, "--artifact-type", "a/b");

        JsonNode tree = json("referrers", site + ":v1", "--tree");

        assertThat(tree).hasSize(1);
        assertThat(tree.get(0).get("artifactType").stringValue()).isEqualTo("a/b");
        assertThat(tree.get(0).get("referrers").isArray()).isTrue();
    }

    @Test
    void removals_print_the_removed_items() {
        String blob = Cli.ok("blob", "put", site, file).digest();

        assertThat(json("untag", layout + ":v1").get("untagged").stringValue()).isEqualTo(layout + ":v1");
        assertThat(json("blob", "delete", site + "@" + blob).get("deleted").stringValue())
                .endsWith(blob);
        assertThat(json("delete", site + ":v1").has("digest")).isTrue();
    }

    @Test
    void a_blob_is_reported_by_its_repository_and_digest() {
        for (String to : List.of(site, layout, site + ":v1")) {
            JsonNode put = json("blob", "put", to, file);

            assertThat(put.get("reference").stringValue())
                    .isEqualTo(to.replace("demo/site:v1", "demo/site") + "@"
                            + put.get("digest").stringValue());
        }
    }

    @Test
    void a_tag_that_is_removed_by_a_short_name_is_reported_with_its_whole_name() {
        Cli.ok("tag", layout + ":v1", "docker.io/library/app:3.18");

        assertThat(json("untag", layout + ":3.18").get("untagged").stringValue())
                .isEqualTo(layout + ":docker.io/library/app:3.18");
        assertThat(Cli.ok("tags", layout).out()).isEqualTo("v1");
    }

    @Test
    void gc_and_verify_report_by_field() {
        for (String reference : List.of(layout, site + ":v1")) {
            JsonNode report = json("verify", reference);
            assertThat(report.propertyNames())
                    .containsExactly("good", "manifests", "blobs", "items", "bytes", "findings");
            assertThat(report.get("good").booleanValue()).isTrue();
            assertThat(report.get("items").intValue())
                    .isEqualTo(report.get("manifests").intValue()
                            + report.get("blobs").intValue());
        }
        assertThat(json("gc", layout).propertyNames())
                .containsExactly("reference", "dryRun", "removed", "bytes", "unfinished", "young");
    }

    @Test
    void damage_is_listed_and_exits_with_5() throws IOException {
        String digest = Cli.ok("blob", "put", layout, file).digest();
        Files.writeString(work.resolve("layout/blobs/sha256").resolve(digest.substring(7)), "damaged");

        Cli cli = Cli.run("verify", layout, "--json");

        assertThat(cli.exit()).isEqualTo(5);
        JsonNode report = JsonMapper.shared().readTree(cli.out());
        assertThat(report.get("good").booleanValue()).isFalse();
        assertThat(report.get("findings")).hasSize(1);
        JsonNode finding = report.get("findings").get(0);
        assertThat(finding.propertyNames()).containsExactly("code", "digest", "path", "detail");
        assertThat(finding.get("digest").stringValue()).isEqualTo(digest);
        assertThat(finding.get("path").stringValue()).endsWith(digest.substring(7));
        assertThat(finding.get("code").stringValue()).isNotBlank();
        assertThat(finding.get("detail").stringValue()).isNotBlank();
    }

    @Test
    void a_blob_that_is_put_again_repairs_a_damaged_one() throws IOException {
        JsonNode put = json("blob", "put", layout, file);
        assertThat(put.propertyNames()).containsExactly("reference", "mediaType", "digest", "size");
        String digest = put.get("digest").stringValue();
        Path blob = work.resolve("layout/blobs/sha256").resolve(digest.substring(7));
        Files.writeString(blob, "damaged");

        assertThat(json("blob", "put", layout, file)).isEqualTo(put);

        assertThat(blob).hasContent("content");
        assertThat(json("verify", layout).get("good").booleanValue()).isTrue();
    }

    @Test
    void tags_with_digests_are_descriptors_with_names() {
        String digest = Cli.ok("resolve", site + ":v1").digest();

        for (JsonNode tags : List.of(json("tags", site, "--digests"), json("tags", layout, "--digests"))) {
            assertThat(tags).hasSize(1);
            assertThat(tags.get(0).get("name").stringValue()).isEqualTo("v1");
            assertThat(tags.get(0).get("digest").stringValue()).isEqualTo(digest);
            assertThat(tags.get(0).propertyNames()).contains("mediaType", "digest", "size", "name");
        }
        Cli.ok("untag", layout + ":v1");
        assertThat(json("tags", layout, "--digests").get(0).has("name"))
                .as("a manifest without a name")
                .isFalse();
    }

    @Test
    void file_archives_are_json_from_push_to_extract() throws IOException {
        Path directory = Files.createDirectory(work.resolve("directory"));
        Files.writeString(directory.resolve("a.txt"), "a");
        String archive = registry.host() + "/demo/archive:v1";

        assertThat(json("archive", "push", archive, directory).has("digest")).isTrue();
        assertThat(json("archive", "list", archive).get(0).get("path").stringValue())
                .isEqualTo("a.txt");
        assertThat(json("archive", "inspect", archive).get("annotations").isObject())
                .isTrue();
        assertThat(json("archive", "extract", archive, "-o", work.resolve("extracted"))
                        .propertyNames())
                .containsExactly("files", "bytes", "skipped", "directory");
    }
}
