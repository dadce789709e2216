package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Platform;
import dev.portolan.model.Tag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The entries of an index.json, and how names address them. */
class IndexEntriesTest {
    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    private static final EntryNames NAMES = new EntryNames("here");

    private static Descriptor manifest(int number) {
        return Descriptor.of(MediaTypes.IMAGE_MANIFEST, Samples.text("manifest " + number));
    }

    /** An entry with more members, such as {@code "platform":{}}. */
    private static String entry(int number, String more) {
        Descriptor manifest = manifest(number);
        return "{\"mediaType\":\"" + manifest.mediaType() + "\",\"digest\":\"" + manifest.digest() + "\",\"size\":"
                + manifest.size() + (more.isEmpty() ? "" : "," + more) + "}";
    }

    private static String named(int number, String name) {
        return entry(number, "\"annotations\":{\"" + REF_NAME + "\":\"" + name + "\"}");
    }

    private static String image(int number, String refName, String image) {
        return entry(
                number,
                "\"annotations\":{\"" + REF_NAME + "\":\"" + refName + "\",\"" + ImageName.ANNOTATION + "\":\"" + image
                        + "\"}");
    }

    private static IndexJson parse(String json) {
        return IndexJson.parse(json.getBytes(StandardCharsets.UTF_8), "here");
    }

    private static IndexJson index(String... entries) {
        return parse("{\"schemaVersion\":2,\"manifests\":[" + String.join(",", entries) + "]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"schemaVersion\":2}",
                "{\"schemaVersion\":1,\"manifests\":[]}",
                "{\"schemaVersion\":2,\"manifests\":{}}",
                "{\"schemaVersion\":2,\"manifests\":[],\"mediaType\":\"application/json\"}"
            })
    void other_documents_are_refused(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(InvalidArchiveException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"manifests\":[]}",
                "{\"schemaVersion\":0,\"manifests\":null}",
                "{\"schemaVersion\":2,\"manifests\":[],\"mediaType\":\"\"}",
                "{\"schemaVersion\":2,\"manifests\":[],\"mediaType\":\"application/vnd.oci.image.index.v1+json\"}"
            })
    void what_go_writes_for_nothing_is_read(String json) {
        assertThat(parse(json).entries()).isEmpty();
    }

    @Test
    void an_index_is_read_up_to_a_limit_and_to_a_part_of_the_heap() {
        assertThat(IndexJson.limit(LayoutOptions.builder().maxIndexSize(5).build()))
                .isEqualTo(5);
        long heap = Runtime.getRuntime().maxMemory() / 16;
        assertThat(IndexJson.limit(LayoutOptions.builder()
                        .maxIndexSize(Integer.MAX_VALUE - 8)
                        .build()))
                .isEqualTo(Math.min(Integer.MAX_VALUE - 8, Math.max(heap, 1 << 20)));
    }

    @Test
    void changes_are_noted() {
        IndexJson index = index(named(1, "v1"));
        assertThat(index.changed()).isFalse();
        assertThat(index.copy().changed()).isFalse();
        long revision = index.revision();
        NAMES.put(index, Tag.of("v1"), manifest(1));
        assertThat(index.changed()).isFalse();
        NAMES.put(index, Tag.of("v2"), manifest(2));
        assertThat(index.changed()).isTrue();
        assertThat(index.copy().changed()).isTrue();
        assertThat(index.revision()).isGreaterThan(revision);
        revision = index.revision();
        index.without(manifest(1).digest());
        assertThat(index.revision()).isGreaterThan(revision);
    }

    @Test
    void an_entry_has_the_platform_that_it_names() {
        IndexJson index = index(
                entry(1, "\"platform\":{\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":\"v7\"}"),
                entry(2, "\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\",\"variant\":\"\"}"),
                entry(3, "\"platform\":{\"os\":\"linux\"}"),
                entry(4, "\"platform\":{\"architecture\":\"amd64\"}"),
                entry(5, "\"platform\":{\"os\":\"\",\"architecture\":\"\"}"),
                entry(6, "\"platform\":7"));
        assertThat(index.entries())
                .extracting(entry -> entry.listed().orElseThrow().platform().map(Platform::toString))
                .map(platform -> platform.orElse(""))
                .containsExactly("linux/arm/v7", "linux/amd64", "", "", "", "");
        assertThat(index.entries())
                .extracting(entry -> entry.listed().orElseThrow().digest())
                .startsWith(manifest(1).digest())
                .endsWith(manifest(6).digest());
    }

    @Test
    void an_entry_that_is_no_descriptor_says_why() {
        IndexEntry entry = index("{\"mediaType\":\"a/b\",\"digest\":\"x\",\"size\":1}")
                .entries()
                .get(0);
        assertThat(entry.understood()).isEmpty();
        assertThat(entry.listed()).isEmpty();
        assertThat(entry.fault()).contains("x");
        assertThatThrownBy(() -> entry.descriptor("here"))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining(entry.fault());
        assertThat(index(entry(1, "")).entries().get(0).fault()).isEmpty();
    }

    @Test
    void an_entry_keeps_the_artifact_type_of_its_manifest() {
        Descriptor artifact = manifest(1).withArtifactType("application/x");
        assertThat(IndexEntry.of(artifact, Map.of()).json()).containsEntry("artifactType", "application/x");
        assertThat(IndexEntry.of(manifest(1), Map.of()).json()).doesNotContainKey("artifactType");
    }

    @Test
    void an_entry_without_its_name_keeps_other_annotations_but_not_the_kind_for_cosign() {
        String annotations = "\"annotations\":{\"" + REF_NAME + "\":\"v1\",\"a\":\"b\",\"kind\":\"";
        IndexJson index =
                index(entry(1, annotations + "dev.cosignproject.cosign/sigs\"}"), entry(2, annotations + "own\"}"));
        assertThat(index.entries().get(0).unnamed().json()).containsEntry("annotations", Map.of("a", "b"));
        assertThat(index.entries().get(1).unnamed().json())
                .containsEntry("annotations", Map.of("a", "b", "kind", "own"));
        assertThat(index(named(1, "v1")).entries().get(0).unnamed().json()).doesNotContainKey("annotations");
    }

    @Test
    void names_with_control_characters_are_no_tags() {
        IndexJson index = index(named(1, "a\\u0001b"), named(2, "v2"), entry(3, ""));
        assertThat(NAMES.tags(index)).containsExactly(Tag.of("v2"));
        assertThat(NAMES.unusable(index)).containsExactly(manifest(1));
    }

    @Test
    void a_name_that_two_manifests_have_cannot_be_changed() {
        IndexJson index = index(named(1, "v1"), named(2, "v1"));
        assertThatThrownBy(() -> NAMES.put(index, Tag.of("v1"), manifest(3)))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageContaining("ambiguous");
        assertThatThrownBy(() -> NAMES.remove(index, Tag.of("v1"))).hasMessageContaining("ambiguous");
        assertThat(index.changed()).isFalse();
    }

    @Test
    void copies_of_an_entry_are_changed_together_unless_their_image_names_differ() {
        IndexJson copies = index(named(1, "v1"), named(1, "v1"));
        NAMES.put(copies, Tag.of("v1"), manifest(2));
        assertThat(copies.named("v1")).hasSize(1);
        IndexJson images = index(image(1, "v1", "docker.io/library/a:v1"), image(1, "v1", "docker.io/library/b:v1"));
        assertThatThrownBy(() -> NAMES.put(images, Tag.of("v1"), manifest(2))).hasMessageContaining("ambiguous");
        assertThatThrownBy(() -> NAMES.remove(images, Tag.of("v1"))).hasMessageContaining("ambiguous");
    }

    @Test
    void a_name_is_the_end_of_another_one_only_behind_a_separator_and_a_start() {
        IndexJson index = index(named(1, ":app"), named(2, "my-web"), named(3, "team/db"));
        for (String name : List.of("app", "web", "other")) {
            assertThat(NAMES.meaning(index, Tag.of(name))).isEqualTo(Tag.of(name));
        }
        assertThat(NAMES.meaning(index, Tag.of("db"))).isEqualTo(Tag.ofRefName("team/db"));
    }

    @Test
    void ten_candidates_of_an_ambiguous_name_are_listed() {
        List<String> entries = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            entries.add(named(i, "v1"));
        }
        assertThatThrownBy(() -> NAMES.find(index(entries.toArray(String[]::new)), Tag.of("v1")))
                .hasMessageContaining("10 entries match")
                .hasMessageNotContaining("more");
        entries.add(named(11, "v1"));
        entries.add(named(12, "v1"));
        assertThatThrownBy(() -> NAMES.find(index(entries.toArray(String[]::new)), Tag.of("v1")))
                .hasMessageContaining("12 entries match")
                .hasMessageContaining("and 2 more");
    }

    @Test
    void the_names_of_one_image_in_a_docker_archive_are_its_tags() {
        IndexJson index = index(
                image(1, "v1", "docker.io/library/app:v1"),
                image(2, "v2", "docker.io/library/other:v2"),
                named(3, "app"),
                named(4, "ghcr.io/team/tool:v3"));
        EntryNames app = new DockerNames("here", "app");
        EntryNames all = new DockerNames("here", "");
        assertThat(app.tags(index)).containsExactly(Tag.of("v1"));
        assertThat(app.find(index, Tag.LATEST))
                .get()
                .matches(entry -> entry.has(manifest(3).digest()));
        assertThat(new DockerNames("here", "v1").find(index, Tag.LATEST)).isEmpty();
        assertThat(all.tags(index))
                .extracting(Tag::value)
                .containsExactlyInAnyOrder("app:v1", "other:v2", "app", "ghcr.io/team/tool:v3");
        assertThat(all.meaning(index, Tag.ofRefName("tool:v3"))).isEqualTo(Tag.ofRefName("ghcr.io/team/tool:v3"));
        assertThat(app.meaning(index, Tag.ofRefName("tool:v3"))).isEqualTo(Tag.ofRefName("tool:v3"));
    }

    @Test
    void a_delta_that_leaves_nothing_out_is_empty() {
        OmittedBlobs omitted = OmittedBlobs.nothing();
        assertThat(omitted.isEmpty()).isTrue();
        assertThat(omitted.with(manifest(1), "base").isEmpty()).isFalse();
        assertThat(omitted.with(manifest(1), "base")
                        .without(List.of(manifest(1).digest()))
                        .isEmpty())
                .isTrue();
    }
}
