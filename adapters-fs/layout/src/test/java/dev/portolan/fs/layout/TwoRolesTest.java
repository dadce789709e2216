package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.copy.CopyEngine;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.registry.memory.InMemoryTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A digest that is a manifest in one position and a layer in another arrives whole, wherever it is copied. */
class TwoRolesTest {
    private static final Tag V1 = Tag.of("v1");
    private static final Tag BUNDLE = Tag.of("bundle");

    @TempDir
    Path folder;

    private final CopyEngine engine = new CopyEngine(Runnable::run);
    private LayoutRepository source;
    private ImageManifest image;

    enum Store {
        LAYOUT(folder -> LayoutRepository.at(folder.resolve("copy"))),
        ARCHIVE(folder -> OciArchiveRepository.at(folder.resolve("copy.tar"))),
        MEMORY(folder -> InMemoryTransport.create().open(Reference.parse("memory:copy")));

        private final Function<Path, Repository> open;

        Store(Function<Path, Repository> open) {
            this.open = open;
        }
    }

    @BeforeEach
    void fill() {
        source = LayoutRepository.at(folder.resolve("source"));
        image = Samples.artifact(source, Samples.text("layer"));
        Descriptor asLayer = Samples.blob(source, image.bytes());
        ImageManifest bundle = ImageManifest.builder()
                .layer(asLayer.withMediaType(image.mediaType()))
                .build();
        source.put(BUNDLE, bundle);
        source.put(image.digest(), image);
        source.put(V1, ImageIndex.builder().manifest(image.descriptor()).build());
    }

    private CopyResult copy(Repository target, Tag tag) {
        return engine.copy(source, tag, target, tag, CopyOptions.defaults());
    }

    private void assertWhole(Repository target) {
        for (Descriptor layer : image.layers()) {
            assertThat(target.stat(layer.digest())).isPresent();
        }
        assertThat(target.manifest(image.digest())).contains(image);
        assertThat(target.bytes(Descriptor.of("", image.bytes()))).isEqualTo(image.bytes());
    }

    @ParameterizedTest
    @EnumSource
    void the_layer_first_and_the_manifest_later(Store store) {
        try (Repository target = store.open.apply(folder)) {
            copy(target, BUNDLE);
            copy(target, V1);

            assertWhole(target);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_manifest_first_and_the_layer_later(Store store) {
        try (Repository target = store.open.apply(folder)) {
            copy(target, V1);
            copy(target, BUNDLE);

            assertWhole(target);
        }
    }

    @Test
    void verify_and_gc_of_the_copy_agree() {
        LayoutRepository target = LayoutRepository.at(folder.resolve("copy"));
        copy(target, BUNDLE);
        copy(target, V1);

        assertThat(target.verify().findings()).isEmpty();
        assertThat(target.gc(GcOptions.builder()
                                .grace(Duration.ZERO)
                                .untagged(true)
                                .build())
                        .removed())
                .isEmpty();
    }

    @Test
    void a_layout_that_lost_a_blob_of_a_child_gets_it_with_the_next_copy() throws Exception {
        LayoutRepository target = LayoutRepository.at(folder.resolve("copy"));
        copy(target, V1);
        Files.delete(folder.resolve("copy/blobs/sha256")
                .resolve(image.layers().get(0).digest().hex()));

        copy(target, V1);

        assertThat(target.verify().findings()).isEmpty();
    }

    @Test
    void a_layout_with_a_truncated_blob_gets_it_with_the_next_copy_deep_or_not() throws Exception {
        LayoutRepository target = LayoutRepository.at(folder.resolve("copy"));
        copy(target, V1);
        Files.write(
                folder.resolve("copy/blobs/sha256")
                        .resolve(image.layers().get(0).digest().hex()),
                new byte[0]);

        copy(target, V1);

        assertThat(target.verify().findings()).isEmpty();
    }

    @Test
    void a_deep_copy_repairs_a_damaged_blob_config_and_manifest() throws Exception {
        LayoutRepository target = LayoutRepository.at(folder.resolve("copy"));
        CopyOptions deep = CopyOptions.builder().deep(true).build();
        for (Descriptor content : List.of(image.layers().get(0), image.config(), image.descriptor())) {
            copy(target, V1);
            Path file =
                    folder.resolve("copy/blobs/sha256").resolve(content.digest().hex());
            byte[] bytes = Files.readAllBytes(file);
            bytes[0]++;
            Files.write(file, bytes);
            assertThat(target.verify().findings()).isNotEmpty();

            engine.copy(source, V1, target, V1, deep);

            assertThat(target.verify().findings()).isEmpty();
        }
    }
}
