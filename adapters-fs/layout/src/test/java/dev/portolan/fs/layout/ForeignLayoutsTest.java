package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.fs.tar.Tar;
import dev.portolan.fs.tar.TarEntry;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layouts that other programs wrote: buildah 1.28, crane, oras 1.3 and skopeo 1.9, packed with GNU tar. */
class ForeignLayoutsTest {
    @TempDir
    Path folder;

    private OciArchiveRepository archive(String name) throws Exception {
        Path file = folder.resolve(name + ".tar");
        try (InputStream packed = Objects.requireNonNull(getClass().getResourceAsStream("/layouts/" + name + ".tar"))) {
            Files.copy(packed, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return OciArchiveRepository.at(file, LayoutOptions.defaults());
    }

    /** The same as a directory. */
    private LayoutRepository layout(String name) throws Exception {
        archive(name);
        Path directory = folder.resolve(name);
        ArchiveSnapshot snapshot = ArchiveSnapshot.of(folder.resolve(name + ".tar"), "test", LayoutOptions.defaults())
                .orElseThrow();
        for (TarEntry entry : snapshot.entries()) {
            Path file = directory.resolve(entry.name());
            Files.createDirectories(file.resolve("..").normalize());
            Files.write(file, snapshot.region(entry).bytes());
        }
        return LayoutRepository.at(directory, LayoutOptions.defaults());
    }

    @ParameterizedTest
    @ValueSource(strings = {"buildah", "crane", "oras", "skopeo", "skopeo-archive"})
    void every_foreign_layout_is_read(String name) throws Exception {
        assertThat(archive(name).verify().findings()).isEmpty();
        assertThat(layout(name).verify().findings()).isEmpty();
    }

    @Test
    void names_with_slashes_and_colons_are_tags() throws Exception {
        assertThat(layout("buildah").tags()).containsExactly(Tag.ofRefName("demo/app:v1"));
        assertThat(layout("crane").tags()).containsExactly(Tag.ofRefName("127.0.0.1:5555/demo/tree:v1"));
        assertThat(layout("skopeo").manifest(Tag.ofRefName("demo/app:v2"))).isPresent();
    }

    @Test
    void referrers_that_oras_attached_are_found() throws Exception {
        LayoutRepository oras = layout("oras");
        Digest subject = oras.resolve(Tag.of("v1")).orElseThrow().digest();

        assertThat(oras.referrers(subject, "application/vnd.example.signature")).hasSize(1);
    }

    @Test
    void manifests_of_a_nested_index_are_found() throws Exception {
        LayoutRepository crane = layout("crane");
        ImageManifest manifest = (ImageManifest)
                crane.manifest(Tag.ofRefName("127.0.0.1:5555/demo/tree:v1")).orElseThrow();
        crane.untag(Tag.ofRefName("127.0.0.1:5555/demo/tree:v1"));
        Descriptor index = crane.index().orElseThrow().entries().get(0).descriptor("test");

        assertThat(((ImageIndex) crane.manifest(index.digest()).orElseThrow()).manifests())
                .extracting(Descriptor::digest)
                .containsExactly(manifest.digest());
        assertThat(crane.open(manifest.layers().get(0)).readAllBytes())
                .asString()
                .isEqualTo("hello from oras\n");
    }

    @Test
    void a_layout_without_its_oci_layout_file_is_read_and_the_next_write_adds_it() throws Exception {
        layout("oras");
        Path file = folder.resolve("oras/oci-layout");
        Files.delete(file);
        LayoutRepository layout = LayoutRepository.at(folder.resolve("oras"), LayoutOptions.defaults());

        assertThat(layout.manifest(Tag.of("v1"))).isPresent();
        assertThat(layout.verify().findings()).isEmpty();

        layout.tag(Tag.of("v1"), List.of(Tag.of("again")));
        assertThat(file).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    @Test
    void a_directory_with_just_an_index_is_not_a_layout() throws Exception {
        Files.writeString(folder.resolve("index.json"), "{\"schemaVersion\":2,\"manifests\":[]}");

        assertThatThrownBy(() ->
                        LayoutRepository.at(folder, LayoutOptions.defaults()).tags())
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("oci-layout is missing");
    }

    @Test
    void an_archive_without_its_oci_layout_file_is_read_and_the_next_write_adds_it() throws Exception {
        archive("oras").close();
        Path file = folder.resolve("bare.tar");
        Files.write(file, withoutLayoutFile(folder.resolve("oras.tar")));

        try (OciArchiveRepository archive = OciArchiveRepository.at(file)) {
            assertThat(archive.verify().findings()).isEmpty();
            archive.tag(Tag.of("v1"), List.of(Tag.of("again")));
        }

        ArchiveSnapshot written =
                ArchiveSnapshot.of(file, "test", LayoutOptions.defaults()).orElseThrow();
        assertThat(written.entries()).extracting(TarEntry::name).contains("oci-layout", "index.json");
    }

    private static byte[] withoutLayoutFile(Path archive) throws Exception {
        ArchiveSnapshot snapshot =
                ArchiveSnapshot.of(archive, "test", LayoutOptions.defaults()).orElseThrow();
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (TarEntry entry : snapshot.entries()) {
            if (entry.regular() && !entry.name().equals("oci-layout")) {
                byte[] bytes = snapshot.region(entry).bytes();
                tar.write(Tar.fileHeader(entry.name(), bytes.length));
                tar.write(Arrays.copyOf(bytes, Math.toIntExact(Tar.padded(bytes.length))));
            }
        }
        tar.write(new byte[1024]);
        return tar.toByteArray();
    }

    @Test
    void unknown_members_of_an_index_survive_a_write() throws Exception {
        LayoutRepository oras = layout("oras");
        Path index = folder.resolve("oras/index.json");
        Files.writeString(
                index,
                Files.readString(index)
                        .replace("{\"schemaVersion\"", "{\"x-vendor\":{\"a\":[1,2.50]},\"schemaVersion\"")
                        .replace("\"size\":286", "\"size\":286,\"x-more\":null"));

        oras.tag(Tag.of("v1"), List.of(Tag.of("again")));

        assertThat(index).content().contains("\"x-vendor\":{\"a\":[1,2.5", "\"x-more\":null", "again");
    }
}
