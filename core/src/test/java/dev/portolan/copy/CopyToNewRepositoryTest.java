package dev.portolan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.port.Existence;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A repository that does not exist has no blobs, so a copy to it looks for one blob only. */
class CopyToNewRepositoryTest extends CopyTest {
    private boolean exists;
    private int asked;

    @BeforeEach
    void the_target_can_tell_whether_it_exists() {
        target.offering((Existence) () -> {
            asked++;
            return exists;
        });
    }

    private void sourceHasLayers(String... names) {
        ImageManifest.Builder image = ImageManifest.builder();
        for (String name : names) {
            image.layer(blob(name));
        }
        sourceHas(Sample.image("image", image), names);
    }

    @Test
    void only_the_last_layer_is_looked_for_in_a_new_repository() {
        sourceHasLayers("a", "b", "c", "d");

        copy();

        assertThat(asked).isEqualTo(1);
        assertThat(target.log("stat")).containsExactly("stat d");
        assertThat(target.log("write")).contains("write a", "write b", "write c", "write d");
    }

    @Test
    void every_blob_is_looked_for_in_a_repository_that_exists() {
        exists = true;
        sourceHasLayers("a", "b", "c", "d");

        copy();

        assertThat(asked).isEqualTo(1);
        assertThat(target.log("stat"))
                .contains("stat a", "stat b", "stat c", "stat d")
                .doesNotHaveDuplicates();
    }

    @Test
    void a_repository_with_the_last_layer_exists() {
        sourceHasLayers("a", "b", "c", "d");
        target.with("d");

        copy();

        assertThat(asked).isZero();
        assertThat(target.log("stat")).contains("stat a", "stat b", "stat c", "stat d");
        assertThat(target.log("write")).doesNotContain("write d");
    }

    @Test
    void a_repository_with_another_manifest_of_the_tag_exists() {
        sourceHasLayers("a", "b", "c", "d");
        target.with("x").tagged("v1", Sample.image("other", blob("x")));

        copy();

        assertThat(asked).isZero();
        assertThat(target.log("stat")).contains("stat a", "stat b", "stat c", "stat d");
    }

    @Test
    void three_blobs_are_too_few_to_ask() {
        sourceHasLayers("a", "b");

        copy();

        assertThat(asked).isZero();
        assertThat(target.log("stat")).contains("stat a", "stat b");
    }

    @Test
    void a_blob_that_occurs_twice_counts_once() {
        sourceHasLayers("a", "b", "b", "a");

        copy();

        assertThat(asked).isZero();
    }

    @Test
    void a_large_blob_is_looked_for_in_any_repository() {
        String large = "x".repeat((1 << 20) + 1);
        String small = "y".repeat(1 << 20);
        Descriptor largeBlob = Sample.named(Descriptor.of("application/x", Sample.bytes(large)), "large");
        Descriptor smallBlob = Sample.named(Descriptor.of("application/x", Sample.bytes(small)), "small");
        ImageManifest.Builder image = ImageManifest.builder();
        for (String name : new String[] {"a", "b", "c"}) {
            image.layer(blob(name));
        }
        sourceHas(Sample.image("image", image.layer(smallBlob).layer(largeBlob)), "a", "b", "c", small, large);

        copy();

        assertThat(asked).isEqualTo(1);
        assertThat(target.log("stat")).containsExactlyInAnyOrder("stat small", "stat large");
    }

    @Test
    void manifests_are_counted_like_small_blobs() {
        ImageManifest one = Sample.image("one", blob("a"));
        ImageManifest two = Sample.image("two", blob("b"));
        ImageManifest three = Sample.image("three", blob("c"));
        ImageManifest four = Sample.image("four", blob("d"));
        sourceHas(Sample.index("index", one, two, three, four), "a", "b", "c", "d");
        source.with(one, two, three, four);

        copy();

        assertThat(asked).isEqualTo(1);
        assertThat(target.log("stat")).isEmpty();
    }
}
