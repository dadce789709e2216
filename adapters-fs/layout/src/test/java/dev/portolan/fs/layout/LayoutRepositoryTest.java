package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutRepositoryTest {
    @TempDir
    Path folder;

    private LayoutRepository open() {
        return LayoutRepository.at(folder, LayoutOptions.defaults());
    }

    @Test
    void no_unfinished_file_is_left_behind() throws Exception {
        LayoutRepository layout = open();
        layout.put(Tag.of("v1"), Samples.artifact(layout, Samples.text("one")));
        layout.write("text/plain", Content.of(Samples.text("two")));
        Descriptor damaged = Descriptor.of(MediaTypes.OCTET_STREAM, Samples.text("three"));
        assertThatThrownBy(() -> layout.write(damaged, Content.of(Samples.text("drei!"))))
                .isInstanceOf(ContentMismatchException.class);
        try (Stream<Path> files = Files.list(folder.resolve("ingest"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("lock");
        }
    }

    @Test
    void a_blob_damaged_by_a_power_failure_is_replaced_by_the_next_write() throws Exception {
        LayoutRepository layout = open();
        ImageManifest manifest = Samples.artifact(layout, Samples.text("one"));
        layout.put(Tag.of("v1"), manifest);
        Path layer = blob(manifest.layers().get(0));
        Files.write(layer, new byte[0]);
        Files.write(blob(manifest.descriptor()), new byte[manifest.bytes().length]);
        assertThat(layout.verify().good()).isFalse();

        layout.put(Tag.of("v1"), Samples.artifact(layout, Samples.text("one")));

        assertThat(layout.verify().findings()).isEmpty();
    }

    @Test
    void a_damaged_manifest_without_an_entry_counts_as_missing() throws Exception {
        LayoutRepository layout = open();
        ImageManifest manifest = Samples.artifact(layout, Samples.text("one"));
        layout.put(manifest.digest(), manifest);
        layout.put(
                Tag.of("all"),
                ImageIndex.builder().manifest(manifest.descriptor()).build());
        Files.write(blob(manifest.descriptor()), Samples.text("{}"));

        assertThat(layout.resolve(manifest.digest())).isEmpty();
        assertThatThrownBy(() -> layout.manifest(manifest.digest())).isInstanceOf(ContentMismatchException.class);
    }

    private Path blob(Descriptor content) {
        return folder.resolve("blobs/sha256").resolve(content.digest().hex());
    }

    @Test
    void a_manifest_without_its_blobs_is_accepted_on_request_and_reported_by_verify() {
        ImageManifest manifest = ImageManifest.builder()
                .config(Descriptor.of(MediaTypes.IMAGE_CONFIG, new byte[] {'{', '}'}))
                .build();
        try (LayoutRepository strict = open();
                LayoutRepository sparse = LayoutRepository.at(
                        folder, LayoutOptions.builder().sparse(true).build())) {
            assertThatThrownBy(() -> strict.put(Tag.of("v1"), manifest)).isInstanceOf(InvalidManifestException.class);

            sparse.put(Tag.of("v1"), manifest);

            assertThat(strict.manifest(Tag.of("v1"))).contains(manifest);
            assertThat(strict.verify().good()).isFalse();
        }
    }
}
