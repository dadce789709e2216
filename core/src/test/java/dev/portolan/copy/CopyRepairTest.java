package dev.portolan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import org.junit.jupiter.api.Test;

/** Copies to a target that has some of the content, but with wrong bytes. */
class CopyRepairTest extends CopyTest {
    private final ImageManifest image = Sample.image("image", blob("a"), blob("b"), blob("c"));

    @Test
    void a_deep_copy_replaces_damaged_blobs_and_nothing_else() {
        sourceHas(image, "a", "b", "c");
        copied_before();
        target.repairing().damaged(blob("b"), "B");

        CopyResult result = copy(CopyOptions.builder().deep(true));

        assertThat(target.log("replace", "write", "put")).containsExactly("replace b");
        assertThat(result.copied()).isEqualTo(new CopyResult.Count(1, 0, 1));
    }

    @Test
    void a_deep_copy_checks_the_empty_config_too() {
        sourceHas(image, "a", "b", "c");
        copied_before();
        target.repairing().damaged(Descriptor.empty(), "[]");

        copy(CopyOptions.builder().deep(true));

        assertThat(target.log("replace", "write", "put")).containsExactly("replace empty");
    }

    @Test
    void a_blob_of_the_wrong_size_is_replaced_by_any_copy() {
        sourceHas(image, "a", "b", "c");
        target.repairing().with("a").damaged(blob("b"), "too long");

        copy();

        assertThat(target.log("replace", "write")).containsExactlyInAnyOrder("replace b", "write c");
    }

    @Test
    void a_deep_copy_writes_a_damaged_manifest_again() {
        ImageIndex index = Sample.index("index", image);
        sourceHas(index, "a", "b", "c");
        source.with(image);
        copied_before();
        target.repairing().damagedManifest(image);

        copy(CopyOptions.builder().deep(true));

        assertThat(target.log("replace", "write", "put")).containsExactly("put image");
    }

    @Test
    void a_deep_copy_writes_a_damaged_root_again() {
        sourceHas(image, "a", "b", "c");
        copied_before();
        target.repairing().damagedManifest(image);

        copy(CopyOptions.builder().deep(true));

        assertThat(target.log("replace", "write", "put")).containsExactly("put v1 = image");
    }

    @Test
    void a_copy_that_is_not_deep_reads_nothing_of_the_target() {
        sourceHas(image, "a", "b", "c");
        target.repairing().with("a", "b", "c");

        copy();

        assertThat(target.log("check")).isEmpty();
    }
}
