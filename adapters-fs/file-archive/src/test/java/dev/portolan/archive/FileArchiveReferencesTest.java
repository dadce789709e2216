package dev.portolan.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.OciClient;
import dev.portolan.archive.nio.ArchiveFileSystem;
import dev.portolan.archive.pack.ArchivePacker;
import dev.portolan.archive.pack.PackedArchive;
import dev.portolan.error.NotFoundException;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.fs.pack.Compression;
import dev.portolan.model.Reference;
import dev.portolan.registry.memory.InMemoryTransport;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same archive in every kind of repository. */
class FileArchiveReferencesTest {
    private final OciClient client =
            OciClient.of(LayoutTransport.create(), OciArchiveTransport.create(), InMemoryTransport.asRegistry());

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(
            strings = {"oci-layout:%s/layout:v1", "oci-archive:%s/archive.tar:v1", "registry.example.com/demo/tree:v1"})
    void an_archive_is_pushed_read_and_extracted(String pattern) throws IOException {
        Reference reference = Reference.parse(String.format(pattern, temporary));
        Map<String, byte[]> files = Fixture.tree(30);
        try (FileArchives archives = FileArchives.of(client);
                PackedArchive packed =
                        Fixture.pack(temporary, ArchivePacker.builder().compression(Compression.ZSTD), files)) {
            archives.push(reference, packed);
            assertThat(archives.fetch(reference).data()).isEqualTo(packed.data());
            try (FileSystem opened = ArchiveFileSystem.of(archives.pull(reference))) {
                assertThat(Files.readAllBytes(opened.getPath("large", "noise"))).isEqualTo(files.get("large/noise"));
            }
            try (FileArchive archive = archives.pull(reference)) {
                archive.extract(temporary.resolve("out"), ExtractOptions.defaults());
            }
        }
        assertThat(Fixture.same(Fixture.read(temporary.resolve("out")), files)).isTrue();
    }

    @Test
    void an_archive_is_copied_from_one_transport_to_another() throws IOException {
        String layout = "oci-layout:" + temporary.resolve("layout") + ":v1";
        try (FileArchives archives = FileArchives.of(client);
                PackedArchive packed = Fixture.pack(temporary, ArchivePacker.builder(), Fixture.files("a/b", "text"))) {
            archives.push(Reference.parse("registry.example.com/demo/tree:v1"), packed);
            client.copy("registry.example.com/demo/tree:v1", layout);
            try (FileArchive archive = archives.pull(Reference.parse(layout))) {
                assertThat(archive.readString("a/b")).isEqualTo("text");
            }
        }
    }

    @Test
    void a_repository_without_an_archive_is_not_found() {
        try (FileArchives archives = FileArchives.of(client)) {
            Reference nothing = Reference.parse("oci-layout:" + temporary.resolve("nothing") + ":v1");
            assertThatThrownBy(() -> archives.pull(nothing)).isInstanceOf(NotFoundException.class);
        }
    }
}
