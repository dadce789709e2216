package dev.portolan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.fake.FakeRepository;
import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Which calls a copy makes, as each of them is a request to a registry or more. */
class CopyRequestsTest extends CopyTest {
    private final ImageManifest image = Sample.image("image", blob("a"), blob("b"), blob("c"));

    @Test
    void new_content_is_checked_and_written_and_the_empty_config_is_not_checked() {
        sourceHas(image, "a", "b", "c");

        CopyResult result = copy();

        assertThat(source.log())
                .containsExactlyInAnyOrder("manifest v1", "open a", "open b", "open c")
                .startsWith("manifest v1");
        assertThat(target.log())
                .containsExactlyInAnyOrder(
                        "resolve v1",
                        "stat a",
                        "stat b",
                        "stat c",
                        "write a",
                        "write b",
                        "write c",
                        "write empty",
                        "put v1 = image")
                .startsWith("resolve v1")
                .endsWith("put v1 = image");
        assertThat(result.copied())
                .isEqualTo(new CopyResult.Count(4, 1, 5 + image.descriptor().size()));
        assertThat(result.skipped()).isEqualTo(new CopyResult.Count(0, 0, 0));
        assertThat(result.root()).isEqualTo(image.descriptor());
        assertThat(result.tags()).containsExactly(V1);
    }

    @Test
    void a_repeated_copy_is_one_call_at_each_end() {
        sourceHas(image, "a", "b", "c");
        copied_before();

        CopyResult result = copy();

        assertThat(source.log()).containsExactly("manifest v1");
        assertThat(target.log()).containsExactly("resolve v1");
        assertThat(result.copied().items()).isZero();
        assertThat(result.skipped())
                .isEqualTo(new CopyResult.Count(0, 1, image.descriptor().size()));
        assertThat(result.tags()).isEmpty();
    }

    @Test
    void if_anything_exists_the_empty_config_is_checked_too() {
        sourceHas(image, "a", "b", "c");
        target.with("b"); // with its empty config

        CopyResult result = copy();

        assertThat(target.log("stat", "write"))
                .containsExactlyInAnyOrder("stat a", "stat b", "stat c", "stat empty", "write a", "write c");
        assertThat(result.skipped()).isEqualTo(new CopyResult.Count(2, 0, 3));
    }

    @Test
    void the_empty_config_is_sent_when_all_layers_were_checked_and_not_when_all_are_written() {
        sourceHas(image, "a", "b", "c");
        AtomicBoolean allAsked = new AtomicBoolean();
        AtomicBoolean early = new AtomicBoolean();
        CountDownLatch othersAreOnTheirWay = new CountDownLatch(2);
        CountDownLatch configIsOnItsWay = new CountDownLatch(1);
        target.before(call -> {
            switch (call) {
                case "stat c" -> await(othersAreOnTheirWay);
                case "write a", "write b" -> {
                    othersAreOnTheirWay.countDown();
                    await(configIsOnItsWay);
                }
                case "write empty", "stat empty" -> {
                    early.set(!allAsked.get());
                    configIsOnItsWay.countDown();
                }
                default -> {}
            }
        });
        target.after(call -> allAsked.compareAndSet(false, call.equals("stat c")));

        copy(CopyOptions.builder().concurrency(5));

        assertThat(early).isFalse();
        assertThat(target.log()).contains("write empty");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException(Problem.of("given up"));
        }
    }

    @Test
    void a_blob_that_is_there_with_another_size_is_written_again() {
        sourceHas(image, "a", "b", "c");
        target.with("a").damaged(blob("b"), "a page of a proxy").damaged(blob("c"), "");

        copy();

        assertThat(target.log("write")).containsExactlyInAnyOrder("write b", "write c");
    }

    @Test
    void if_the_tag_points_elsewhere_the_empty_config_is_checked_too() {
        sourceHas(image, "a", "b", "c");
        target.tagged("v1", Sample.image("before"));

        copy();

        assertThat(target.log("stat")).contains("stat empty");
        assertThat(target.log("write")).doesNotContain("write empty");
    }

    @Test
    void a_small_config_of_any_kind_is_treated_like_the_empty_one() {
        ImageManifest typed = sourceHas(
                Sample.image(
                        "typed", ImageManifest.builder().config(blob("config")).layer(blob("a"))),
                "config",
                "a");
        copy();
        List<String> whenNew = target.log();
        target.without(typed.digest()).forget();
        copy();

        assertThat(whenNew).contains("stat a", "write config").doesNotContain("stat config");
        assertThat(target.log()).containsExactly("resolve v1", "stat a", "stat config", "put v1 = typed");
    }

    @Test
    void a_large_config_is_checked() {
        String large = "x".repeat(100_000);
        sourceHas(
                Sample.image(
                        "image", ImageManifest.builder().config(blob(large)).layer(blob("a"))),
                large,
                "a");

        copy();

        assertThat(target.log("stat")).hasSize(2);
    }

    @Test
    void a_config_that_is_also_a_layer_is_copied_like_a_layer() {
        sourceHas(Sample.image("image", Descriptor.empty(), blob("a"), Descriptor.empty()), "a");

        CopyResult result = copy();

        assertThat(target.log("stat", "write"))
                .containsExactlyInAnyOrder("stat a", "write a", "stat empty", "write empty");
        assertThat(result.copied().items()).isEqualTo(3);
    }

    @Test
    void two_images_whose_configs_are_each_others_layers_are_both_copied() {
        ImageManifest one =
                Sample.image("one", ImageManifest.builder().config(blob("a")).layer(blob("b")));
        ImageManifest two =
                Sample.image("two", ImageManifest.builder().config(blob("b")).layer(blob("a")));
        sourceHas(Sample.index("index", one, two), "a", "b");
        source.with(one, two);

        copy();

        assertThat(target.log("put")).endsWith("put v1 = index").hasSize(3);
    }

    @Test
    void a_digest_is_fetched_and_written_once_however_often_it_is_referenced() {
        ImageManifest one = Sample.image("one", blob("a"), blob("a"), blob("b"));
        ImageManifest two = Sample.image("two", blob("a"), blob("b").withAnnotation("other", "name"));
        sourceHas(Sample.index("index", one, two, one), "a", "b");
        source.with(one, two);

        copy();

        assertThat(target.log("stat", "write", "put"))
                .containsExactlyInAnyOrder(
                        "stat a",
                        "write a",
                        "stat b",
                        "write b",
                        "write empty",
                        "put one",
                        "put two",
                        "put v1 = index");
        assertThat(source.log("manifest")).containsExactlyInAnyOrder("manifest v1", "manifest one", "manifest two");
    }

    @Test
    void the_children_of_an_existing_manifest_are_not_read() {
        ImageManifest two = Sample.image("two", blob("d"));
        sourceHas(Sample.index("index", image, two), "a", "b", "c", "d");
        source.with(image, two);
        target.with(image).with("a", "b", "c");

        CopyResult result = copy(CopyOptions.builder().concurrency(1));

        assertThat(source.log()).doesNotContain("manifest image", "open a");
        assertThat(target.log("resolve")).containsExactly("resolve v1", "resolve image", "resolve two");
        assertThat(result.skipped().items()).isEqualTo(2); // the image, and the empty config of the other
    }

    @Test
    void several_tags_cost_one_check_if_the_first_is_missing() {
        sourceHas(image, "a", "b", "c");
        List<Tag> tags = List.of(V1, Tag.of("latest"), Tag.of("stable"));

        CopyResult result = engine.copy(source, List.of(Root.of(V1, tags)), target, CopyOptions.defaults());

        assertThat(target.log("resolve")).containsExactly("resolve v1");
        assertThat(target.log("put")).containsExactly("put v1 = image", "put latest = image", "put stable = image");
        assertThat(result.tags()).isEqualTo(tags);
        assertThat(result.copied().items()).isEqualTo(5);
    }

    @Test
    void another_tag_for_existing_content_checks_and_copies_no_blob() {
        sourceHas(image, "a", "b", "c");
        copied_before();

        CopyResult result = engine.copy(
                source, List.of(Root.of(V1, List.of(V1, Tag.of("latest")))), target, CopyOptions.defaults());

        assertThat(target.log()).containsExactly("resolve v1", "resolve latest", "put latest = image");
        assertThat(result.tags()).containsExactly(Tag.of("latest"));
    }

    @Test
    void a_tag_that_points_elsewhere_is_moved() {
        sourceHas(image, "a", "b", "c");
        target.tagged("v1", Sample.image("before"));

        copy();

        assertThat(target.tagged()).containsExactly(Map.entry(V1, image.digest()));
    }

    @Test
    void without_a_tag_a_manifest_is_put_under_its_digest() {
        sourceHas(image, "a", "b", "c");

        CopyResult result = engine.copy(source, List.of(Root.of(V1, List.of())), target, CopyOptions.defaults());

        assertThat(target.log()).startsWith("resolve image").endsWith("put image");
        assertThat(target.tagged()).isEmpty();
        assertThat(result.tags()).isEmpty();
    }

    @Test
    void a_known_manifest_is_not_fetched() {
        sourceHas(image, "a", "b", "c");

        engine.copy(source, List.of(Root.of(image, List.of(V1))), target, CopyOptions.defaults());

        assertThat(source.log("manifest")).isEmpty();
    }

    @Test
    void blobs_that_the_caller_has_just_written_are_neither_checked_nor_sent() {
        sourceHas(image, "a", "b", "c");
        target.with(Sample.bytes("b"));

        CopyResult result = engine.copy(
                source,
                List.of(Root.of(V1, List.of(V1))),
                target,
                CopyOptions.defaults(),
                Set.of(blob("b").digest()));

        assertThat(target.log("stat", "write"))
                .containsExactlyInAnyOrder("stat a", "write a", "stat c", "write c", "write empty");
        assertThat(result.copied().items()).isEqualTo(5);
    }

    @Test
    void mounting_costs_one_call_per_blob_and_reads_nothing() {
        sourceHas(image, "a", "b", "c");
        target.mountingFrom(source, blob -> true);

        CopyResult result = copy();

        assertThat(source.log()).containsExactly("manifest v1");
        assertThat(target.log())
                .containsExactlyInAnyOrder(
                        "resolve v1", "mount a", "mount b", "mount c", "mount empty", "put v1 = image");
        assertThat(result.mounted()).isEqualTo(new CopyResult.Count(4, 0, 5));
        assertThat(result.copied().items()).isEqualTo(1);
    }

    @Test
    void a_blob_that_is_not_mounted_is_written_and_counts_as_copied() {
        sourceHas(image, "a", "b", "c");
        target.mountingFrom(source, blob -> !blob.digest().equals(blob("b").digest()));

        CopyResult result = copy();

        assertThat(source.log("open")).containsExactly("open b");
        assertThat(result.mounted().items()).isEqualTo(3);
        assertThat(result.copied().items()).isEqualTo(2);
    }

    @Test
    void nothing_is_mounted_from_another_registry() {
        sourceHas(image, "a", "b", "c");
        target.mountingFrom(new FakeRepository("other"), blob -> true);

        assertThat(copy().mounted().items()).isZero();
    }

    @Test
    void inline_data_saves_the_request_to_the_source() {
        ImageManifest inline = Sample.image("inline", blob("a").withData(Sample.bytes("a")));
        source.lenient().tagged("v1", inline);

        copy();

        assertThat(source.log()).containsExactly("manifest v1");
        assertThat(target.hasBlob("a")).isTrue();
    }

    @Test
    void inline_data_of_a_manifest_saves_the_request_too() {
        ImageManifest child = Sample.image("child", blob("a"));
        sourceHas(Sample.index("index", child.descriptor().withData(child.bytes())), "a");

        copy();

        assertThat(source.log()).containsExactly("manifest v1", "open a");
        assertThat(target.manifests()).containsKey(child.digest());
    }

    @Test
    void inline_data_that_does_not_match_its_digest_is_ignored_and_the_blob_fetched() {
        sourceHas(Sample.image("liar", blob("a").withData(Sample.bytes("b"))), "a");

        copy();

        assertThat(source.log()).containsExactly("manifest v1", "open a");
        assertThat(target.hasBlob("a")).isTrue();
    }

    @Test
    void inline_data_of_a_manifest_that_does_not_match_its_digest_is_ignored_and_the_manifest_fetched() {
        ImageManifest child = Sample.image("child", blob("a"));
        byte[] other = child.bytes();
        other[other.length - 2]++;
        sourceHas(Sample.index("index", child.descriptor().withData(other)), "a");
        source.with(child);

        copy();

        assertThat(source.log()).containsExactly("manifest v1", "manifest child", "open a");
    }

    @Test
    void foreign_layers_are_not_copied_by_default() {
        Descriptor foreign = blob("f").withMediaType("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip");
        sourceHas(Sample.image("image", foreign, blob("a")), "a", "f");

        CopyResult result = copy();

        assertThat(target.log()).contains("write a").doesNotContain("stat f", "write f");
        assertThat(result.copied().items()).isEqualTo(3);
    }

    @Test
    void foreign_layers_are_copied_on_request() {
        Descriptor foreign = blob("f").withMediaType("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");
        sourceHas(Sample.image("image", foreign, blob("a")), "a", "f");

        copy(CopyOptions.builder().foreignLayers(true));

        assertThat(target.hasBlob("f")).isTrue();
    }

    @Test
    void a_deep_copy_finds_a_missing_blob_of_an_existing_manifest() {
        ImageIndex index = sourceHas(Sample.index("index", image), "a", "b", "c");
        source.with(image);
        copied_before();
        target.without(blob("b").digest());

        CopyResult shallow = copy();
        CopyResult deep = copy(CopyOptions.builder().deep(true));

        assertThat(shallow.copied().items()).isZero();
        assertThat(target.hasBlob("b")).isTrue();
        assertThat(deep.copied()).isEqualTo(new CopyResult.Count(1, 0, 1));
        assertThat(deep.skipped().items()).isEqualTo(5); // a, c, the empty config, image and index
        assertThat(target.log("put")).isEmpty();
        assertThat(deep.root()).isEqualTo(index.descriptor());
    }

    @Test
    void a_missing_manifest_is_not_found_and_its_parent_is_not_put() {
        sourceHas(Sample.index("index", image, Sample.image("other")), "a", "b", "c");
        source.with(image);

        assertThatThrownBy(this::copy)
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(
                        "source: manifest " + Sample.image("other").digest() + " not found")
                .hasMessageContaining("choose a platform that is complete, or complete the source");
        assertThat(target.tagged()).isEmpty();
    }

    @Test
    void a_tag_that_is_missing_at_the_source_is_not_found() {
        assertThatThrownBy(this::copy).isInstanceOf(NotFoundException.class).hasMessage("source: tag v1 not found");
        assertThat(target.log()).isEmpty();
    }

    @Test
    void a_manifest_of_another_size_than_its_parent_says_is_refused() {
        Descriptor lie = Descriptor.of(
                MediaTypes.IMAGE_MANIFEST, image.digest(), image.descriptor().size() + 1);
        sourceHas(Sample.index("index", lie), "a", "b", "c");
        source.with(image);

        assertThatThrownBy(this::copy)
                .isInstanceOf(ContentMismatchException.class)
                .hasMessageContaining("but its descriptor says");
        assertThat(target.manifests()).isEmpty();
    }

    @Test
    void a_digest_as_target_must_be_that_of_the_content() {
        sourceHas(image, "a", "b", "c");

        assertThatThrownBy(() -> engine.copy(source, V1, target, blob("a").digest(), CopyOptions.defaults()))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageContaining("its digest is " + image.digest());
        assertThat(target.log()).isEmpty();
    }
}
