package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

    @Test
    void a_layout_is_complete_even_if_its_first_write_fails() {
        Descriptor damaged = Descriptor.of(MediaTypes.OCTET_STREAM, Samples.text("three"));

        assertThatThrownBy(() -> open().write(damaged, Content.of(Samples.text("drei!"))))
                .isInstanceOf(ContentMismatchException.class);

        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("oci-layout", "index.json", "blobs", "ingest");
    }

    @Test
    void content_that_is_stored_is_not_written_again() throws Exception {
        LayoutRepository layout = open();
        ImageManifest manifest = Samples.artifact(layout, Samples.text("one"));
        layout.put(Tag.of("v1"), manifest);
        Object layer = key(manifest.layers().get(0));
        Object stored = key(manifest.descriptor());

        layout.put(Tag.of("v2"), Samples.artifact(layout, Samples.text("one")));
        layout.write("text/plain", Content.of(Samples.text("one")));

        assertThat(key(manifest.layers().get(0))).isEqualTo(layer);
        assertThat(key(manifest.descriptor())).isEqualTo(stored);
    }

    /** Tells one file from the next of the same name. */
    private Object key(Descriptor content) throws IOException {
        return Files.readAttributes(blob(content), BasicFileAttributes.class).fileKey();
    }

    @Test
    @Timeout(60)
    void blobs_are_written_while_another_program_changes_the_index() throws Exception {
        open().put(Tag.of("v1"), Samples.artifact(open(), Samples.text("one")));
        Ingest other = new Ingest(folder.toRealPath().resolve("ingest"), "other");

        Descriptor written = other.underLock(() -> Samples.blob(open(), Samples.text("two")));

        assertThat(open().stat(written.digest())).isPresent();
    }

    @Test
    void a_directory_of_blobs_that_becomes_a_link_is_not_written_through() throws Exception {
        LayoutRepository layout = open();
        Samples.blob(layout, Samples.text("one"));
        Samples.blob(layout, Samples.text("another one"));
        Path elsewhere = Files.move(folder.resolve("blobs"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("blobs"), elsewhere);

        assertThatThrownBy(() -> Samples.blob(layout, Samples.text("two")))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("blobs is a symbolic link");
        try (Stream<Path> blobs = Files.list(elsewhere.resolve("sha256"))) {
            assertThat(blobs).hasSize(2);
        }
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
