package dev.portolan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Existence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Children before parents and content before tags. The fake target refuses a manifest that comes too early. */
class CopyOrderTest extends CopyTest {
    private final ImageManifest one = Sample.image("one", blob("a"), blob("b"));
    private final ImageManifest two = Sample.image("two", blob("b"), blob("c"));

    private static List<Root> under_their_names(Tag... tags) {
        List<Root> roots = new ArrayList<>();
        for (Tag tag : tags) {
            roots.add(Root.of(tag, List.<TagOrDigest>of(tag)));
        }
        return roots;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 64})
    void nested_indexes_are_put_from_the_leaves_up(int concurrency) {
        ImageIndex inner = Sample.index("inner", one, two);
        sourceHas(Sample.index("outer", inner, one), "a", "b", "c");
        source.with(one, two, inner);

        copy(CopyOptions.builder().concurrency(concurrency));

        assertThat(target.log("put"))
                .containsExactlyInAnyOrder("put one", "put two", "put inner", "put v1 = outer")
                .endsWith("put inner", "put v1 = outer");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void a_root_that_another_root_references_is_put_first(int concurrency) {
        ImageIndex index = Sample.index("index", one, two);
        source.with("a", "b", "c").tagged("a-index", index).tagged("b-one", one).with(two);

        CopyResult result = engine.copy(
                source,
                under_their_names(Tag.of("a-index"), Tag.of("b-one")),
                target,
                CopyOptions.builder().concurrency(concurrency).build());

        assertThat(target.log("put"))
                .containsExactlyInAnyOrder("put one", "put two", "put a-index = index", "put b-one = one");
        assertThat(result.tags()).containsExactly(Tag.of("a-index"), Tag.of("b-one"));
        assertThat(result.copied().items()).isEqualTo(7); // each once: three blobs, the config, two images, the index
    }

    @Test
    void a_root_nested_in_another_root_is_put_before_the_manifests_between() {
        ImageIndex inner = Sample.index("inner", one);
        source.with("a", "b")
                .tagged("a", Sample.index("outer", inner))
                .tagged("z", one)
                .with(inner);

        engine.copy(source, under_their_names(Tag.of("a"), Tag.of("z")), target, CopyOptions.defaults());

        assertThat(target.log("put")).containsExactlyInAnyOrder("put one", "put inner", "put a = outer", "put z = one");
    }

    @Test
    void a_ready_root_is_put_as_soon_as_a_parent_waits_for_it() {
        Manifest index = one;
        for (int level = 1; level <= 10; level++) {
            index = Sample.index("level " + level, index);
            source.with(index);
        }
        source.with("a", "b").tagged("early", one).tagged("late", index);

        // On one thread the deep one is walked a level at a time, while the other one has become ready.
        engine.copy(
                source,
                under_their_names(Tag.of("early"), Tag.of("late")),
                target,
                CopyOptions.builder().concurrency(1).build());

        assertThat(target.log("put"))
                .hasSize(12)
                .startsWith("put one", "put level 1")
                .endsWith("put early = one", "put late = level 10");
    }

    @Test
    void an_existing_root_does_not_delay_others() {
        source.with("a", "b", "c")
                .tagged("a", Sample.index("index", one, two))
                .tagged("z", one)
                .with(two);
        target.with("a", "b").tagged("z", one);

        engine.copy(source, under_their_names(Tag.of("a"), Tag.of("z")), target, CopyOptions.defaults());

        assertThat(target.log("put")).containsExactly("put two", "put a = index");
    }

    @Test
    void no_tag_is_set_before_all_content_is_copied() {
        source.with("a", "b", "c").tagged("one", one).tagged("two", two);

        engine.copy(source, under_their_names(Tag.of("one"), Tag.of("two")), target, CopyOptions.defaults());

        List<String> log = target.log("write", "put");
        assertThat(log.subList(0, log.size() - 2)).allMatch(call -> call.startsWith("write"));
        assertThat(log).filteredOn(call -> call.equals("write b")).hasSize(1);
    }

    @Test
    void content_under_two_names_is_copied_once() {
        source.with("a", "b").tagged("one", one).tagged("latest", one);

        CopyResult result =
                engine.copy(source, under_their_names(Tag.of("latest"), Tag.of("one")), target, CopyOptions.defaults());

        assertThat(target.log("write")).hasSize(3);
        assertThat(target.tagged()).hasSize(2);
        assertThat(result.copied().items()).isEqualTo(4);
        assertThat(result.roots()).containsExactly(one.descriptor(), one.descriptor());
    }

    @RepeatedTest(100)
    void content_put_under_many_names_counts_once() {
        Tag[] tags = IntStream.range(0, 16).mapToObj(i -> Tag.of("t" + i)).toArray(Tag[]::new);
        for (Tag tag : tags) {
            source.with("a", "b").tagged(tag.toString(), one);
        }

        CopyResult result = engine.copy(
                source,
                under_their_names(tags),
                target,
                CopyOptions.builder().concurrency(16).build());

        assertThat(result.copied().items()).isEqualTo(4);
    }

    @Test
    void content_that_exists_under_one_name_is_only_tagged() {
        source.with("a", "b").tagged("one", one).tagged("latest", one);
        target.with("a", "b").tagged("one", one);

        engine.copy(source, under_their_names(Tag.of("latest"), Tag.of("one")), target, CopyOptions.defaults());

        assertThat(target.log())
                .containsExactlyInAnyOrder("resolve latest", "resolve one", "put latest = one")
                .endsWith("put latest = one");
    }

    @Test
    void an_empty_copy_does_nothing() {
        CopyResult result = engine.copy(source, List.of(), target, CopyOptions.defaults());

        assertThat(result.roots()).isEmpty();
        assertThat(target.log()).isEmpty();
    }

    @Test
    void a_selective_target_gets_wanted_content_under_each_name() {
        Descriptor config = blob("config");
        sourceHas(
                Sample.image(
                        "files",
                        ImageManifest.builder()
                                .config(config)
                                .layer(Sample.file("a", "first"))
                                .layer(Sample.file("a", "second"))
                                .layer(Sample.file("a", "first"))
                                .layer(Sample.file("b", "third"))
                                .layer(blob("c"))),
                "config",
                "a",
                "b",
                "c");
        target.lenient()
                .selective(blob ->
                        blob.annotation("org.opencontainers.image.title").isPresent());

        CopyResult result = copy();

        assertThat(target.written())
                .containsExactlyInAnyOrder(
                        Sample.file("a", "first"), Sample.file("a", "second"), Sample.file("b", "third"));
        assertThat(source.log()).doesNotContain("open config", "open c");
        assertThat(result.copied().items()).isEqualTo(3); // two blobs, each once, and the manifest
    }

    @Test
    void a_selective_registry_gets_each_wanted_blob_once_and_mounts_none() {
        Descriptor[] layers = Stream.of("a", "b", "c", "d", "e")
                .map(name -> Sample.file(name, name + ".txt"))
                .toArray(Descriptor[]::new);
        sourceHas(Sample.image("files", layers), "a", "b", "c", "d", "e");
        target.lenient()
                .selective(blob ->
                        blob.annotation("org.opencontainers.image.title").isPresent())
                .offering((Existence) () -> true)
                .mountingFrom(source, blob -> true);

        copy();

        assertThat(target.written()).containsExactlyInAnyOrder(layers);
        assertThat(target.log("mount")).isEmpty();
    }

    @Test
    void a_name_found_after_the_blob_was_written_is_written_too() {
        ImageManifest first = Sample.image("first", Sample.file("a", "early"));
        ImageManifest second = Sample.image("second", Sample.file("a", "late"), Sample.file("a", "early"));
        sourceHas(Sample.index("index", first, second), "a");
        source.with(first, second);
        target.lenient()
                .selective(blob ->
                        blob.annotation("org.opencontainers.image.title").isPresent());
        // The second image is walked when the first one is there, blobs and all.
        source.before(call -> {
            while (call.equals("manifest second") && !target.log().contains("put first")) {
                Thread.onSpinWait();
            }
        });

        copy(CopyOptions.builder().concurrency(2));

        assertThat(target.written()).containsExactlyInAnyOrder(Sample.file("a", "early"), Sample.file("a", "late"));
    }

    @Test
    void ten_thousand_small_blobs_are_copied_with_the_existing_threads() {
        String[] names = IntStream.range(0, 10_000).mapToObj(i -> "blob " + i).toArray(String[]::new);
        Descriptor[] layers =
                IntStream.range(0, names.length).mapToObj(i -> blob(names[i])).toArray(Descriptor[]::new);
        sourceHas(Sample.image("many", layers), names);

        CopyResult result = copy(CopyOptions.builder().concurrency(8));

        assertThat(result.copied().items()).isEqualTo(10_002);
        assertThat(target.mostAtOnce()).isBetween(1, 8);
        assertThat(target.blobs()).hasSize(10_001);
    }

    @Test
    void a_chain_of_a_thousand_indexes_needs_no_deep_stack() {
        Manifest index = Sample.image("bottom");
        source.with(index);
        for (int i = 0; i < 1000; i++) {
            index = Sample.index("index " + i, index);
            source.with(index);
        }
        sourceHas(index);

        assertThat(copy().copied().items()).isEqualTo(1002); // and the empty config
    }
}
