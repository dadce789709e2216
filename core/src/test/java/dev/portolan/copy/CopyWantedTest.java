package dev.portolan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.DeniedException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fake.Sample;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A copy to a target that wants none of the blobs must not look like one that worked. */
class CopyWantedTest extends CopyTest {

    @ParameterizedTest
    @CsvSource({
        "application/vnd.example.note, an artifact of type application/vnd.example.note has no files to pull",
        MediaTypes.EMPTY + ", an artifact has no files to pull",
        MediaTypes.UNKNOWN_ARTIFACT + ", an artifact has no files to pull",
        MediaTypes.FILE_ARCHIVE + ", a file archive has no files to pull"
    })
    void an_artifact_without_files_is_refused(String artifactType, String says) {
        sourceHas(Sample.image("image", ImageManifest.builder().layer(blob("a")).artifactType(artifactType)), "a");
        target.lenient().selective(blob -> false);

        assertThatThrownBy(this::copy).isInstanceOf(UnsupportedException.class).hasMessageContaining(says);
        assertThat(target.log("write", "put")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({MediaTypes.IMAGE_CONFIG, MediaTypes.DOCKER_CONFIG})
    void a_container_image_without_files_is_refused(String configType) {
        ImageManifest.Builder image = ImageManifest.builder()
                .config(blob("config").withMediaType(configType))
                .layer(blob("a"));
        sourceHas(Sample.image("image", image), "a", "config");
        target.lenient().selective(blob -> false);

        assertThatThrownBy(this::copy).hasMessageContaining("a container image has no files to pull");
    }

    @Test
    void one_file_is_enough() {
        sourceHas(Sample.image("image", blob("a"), Sample.file("b", "b.txt")), "a", "b");
        target.lenient().selective(blob -> blob.annotations().containsKey("org.opencontainers.image.title"));

        copy();

        assertThat(target.log("write")).containsExactly("write b");
    }

    @Test
    void a_manifest_without_layers_has_nothing_to_write() {
        sourceHas(Sample.image("image"));
        target.lenient().selective(blob -> false);

        copy();

        assertThat(target.log("write")).isEmpty();
    }

    @Test
    void a_manifest_that_is_denied_is_put_once() {
        sourceHas(Sample.image("image", blob("a")), "a");
        target.before(call -> {
            if (call.startsWith("put ")) {
                throw new DeniedException(Problem.of("no").at("target"));
            }
        });

        assertThatThrownBy(this::copy).isInstanceOf(DeniedException.class);
        assertThat(target.log("put")).hasSize(1);
        assertThat(target.log("write")).containsOnlyOnce("write a");
    }

    @Test
    void options_outside_their_ranges_are_refused() {
        CopyOptions.Builder options = CopyOptions.builder();

        assertThat(options.concurrency(1).build().concurrency()).isEqualTo(1);
        assertThat(options.concurrency(256).build().concurrency()).isEqualTo(256);
        assertThat(options.skipCaches(true).build().skipCaches()).isTrue();
        assertThat(CopyOptions.defaults().skipCaches()).isFalse();
        assertThatThrownBy(() -> options.concurrency(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.concurrency(257)).isInstanceOf(IllegalArgumentException.class);
    }
}
