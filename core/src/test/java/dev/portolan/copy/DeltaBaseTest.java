package dev.portolan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.fake.FakeRepository;
import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The base of a delta has only the content reachable from its manifests. */
class DeltaBaseTest {
    private final FakeRepository repository = new FakeRepository("base");
    private final ImageManifest first = Sample.image("first", Sample.blob("a"), Sample.blob("shared"));
    private final ImageManifest second = Sample.image("second", Sample.blob("b"), Sample.blob("shared"));

    private DeltaBase base(Descriptor... roots) {
        return DeltaBase.of(repository, "base:v1", List.of(roots));
    }

    private void has(Manifest... manifests) {
        repository.with("a", "b", "shared").with(manifests);
    }

    private static boolean holds(DeltaBase base, String blob) {
        return base.stat(Sample.blob(blob).digest()).isPresent();
    }

    @Test
    void has_the_blobs_of_its_manifest_and_not_those_of_others() {
        has(first, second);

        DeltaBase base = base(first.descriptor());

        assertThat(holds(base, "a")).isTrue();
        assertThat(holds(base, "shared")).isTrue();
        assertThat(holds(base, "b")).isFalse();
    }

    @Test
    void has_the_blobs_of_nested_indexes() {
        ImageIndex inner = Sample.index("inner", second);
        ImageIndex outer = Sample.index("outer", first, inner);
        has(first, second, inner, outer);

        DeltaBase base = base(outer.descriptor());

        assertThat(List.of("a", "b", "shared")).allMatch(blob -> holds(base, blob));
    }

    @Test
    void lacks_the_blobs_of_a_manifest_that_the_repository_lacks() {
        ImageIndex index = Sample.index("index", first, second);
        has(first, index);

        DeltaBase base = base(index.descriptor());

        assertThat(holds(base, "a")).isTrue();
        assertThat(holds(base, "b")).isFalse();
    }

    @Test
    void lacks_a_reachable_blob_that_the_repository_lacks() {
        repository.with("a").with(first);

        DeltaBase base = base(first.descriptor());

        assertThat(holds(base, "a")).isTrue();
        assertThat(holds(base, "shared")).isFalse();
    }

    @Test
    void lacks_a_blob_that_is_reachable_only_as_a_manifest() {
        ImageIndex index = Sample.index("index", first);
        has(first, index);
        repository.with(first.bytes());

        assertThat(base(index.descriptor()).stat(first.digest())).isEmpty();
    }

    @Test
    void lacks_the_blobs_of_a_referrer() {
        ImageManifest signature = Sample.image(
                "signature", ImageManifest.builder().layer(Sample.blob("b")).subject(first.descriptor()));
        has(first, signature);

        assertThat(holds(base(first.descriptor()), "b")).isFalse();
        assertThat(holds(base(signature.descriptor()), "a")).isFalse();
    }

    @Test
    void the_content_decides_the_kind_of_a_child() {
        Descriptor unclear = Sample.blob("b");
        ImageIndex index = Sample.index("index", unclear);
        has(index);

        assertThat(holds(base(index.descriptor()), "b")).isTrue();
    }

    @Test
    void each_manifest_is_read_once() {
        ImageIndex twice = Sample.index("twice", first, first);
        has(first, twice);

        base(twice.descriptor(), twice.descriptor());

        assertThat(repository.log()).containsExactly("manifest twice", "manifest first");
    }
}
