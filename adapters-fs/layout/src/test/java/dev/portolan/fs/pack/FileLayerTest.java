package dev.portolan.fs.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLayerTest {
    private static final byte[] BYTES = "hello".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path temp;

    @Test
    void it_is_described_by_its_bytes_and_titled_with_its_name() throws IOException {
        FileLayer layer = Pack.file(file("hello.txt"), "text/plain");
        assertThat(layer.descriptor())
                .contains(Descriptor.of("text/plain", BYTES).withAnnotation(Annotations.TITLE, "hello.txt"));
    }

    @Test
    void its_default_media_type_is_octet_stream() throws IOException {
        assertThat(Pack.file(file("f")).mediaType()).isEqualTo("application/octet-stream");
    }

    @Test
    void it_can_have_another_title_and_more_annotations() throws IOException {
        FileLayer layer = Pack.file(file("f")).withTitle("docs/readme").withAnnotation("k", "v");
        assertThat(layer.descriptor().orElseThrow().annotations())
                .containsOnly(Map.entry(Annotations.TITLE, "docs/readme"), Map.entry("k", "v"));
    }

    @Test
    void its_content_can_be_read_from_any_offset() throws IOException {
        FileLayer layer = Pack.file(file("f"));
        try (InputStream stream = layer.content().openAt(2)) {
            assertThat(stream.readAllBytes()).asString().isEqualTo("llo");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        layer.content().writeTo(buffer -> {
            while (buffer.hasRemaining()) {
                out.write(buffer.get());
            }
        });
        assertThat(out.toByteArray()).isEqualTo(BYTES);
    }

    @Test
    void it_is_hashed_once() throws IOException {
        Path file = file("f");
        FileLayer layer = Pack.file(file);
        Descriptor before = layer.descriptor().orElseThrow();
        Files.writeString(file, "other");
        assertThat(layer.descriptor()).contains(before);
    }

    @Test
    void a_link_to_a_file_is_followed() throws IOException {
        file("f");
        Path link = Files.createSymbolicLink(temp.resolve("link"), Path.of("f"));
        assertThat(Pack.file(link).descriptor().orElseThrow().annotation(Annotations.TITLE))
                .contains("link");
    }

    @Test
    void a_missing_file_or_a_directory_is_refused() {
        assertThatThrownBy(() -> Pack.file(temp.resolve("missing"))).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> Pack.file(temp)).isInstanceOf(UnsupportedException.class);
    }

    @Test
    void what_cannot_be_reached_is_not_called_missing() throws IOException {
        Path loop = temp.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        assertThatThrownBy(() -> Pack.file(loop))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("reading the file to pack failed: ");
        assertThatThrownBy(() -> Pack.directory(loop))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("reading the directory to pack failed: ");
    }

    @Test
    void a_pipe_is_refused() throws Exception {
        Path pipe = temp.resolve("pipe");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        assertThatThrownBy(() -> Pack.file(pipe))
                .isInstanceOf(UnsupportedException.class)
                .hasMessage(pipe + ": only files and directories can be packed: it is a socket, a pipe or a device;"
                        + " write its content to a file first");
    }

    @Test
    void a_malformed_media_type_is_refused() throws IOException {
        Path file = file("f");
        assertThatThrownBy(() -> Pack.file(file, "text")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_title_that_leaves_the_destination_is_refused() throws IOException {
        FileLayer layer = Pack.file(file("f"));
        assertThatThrownBy(() -> layer.withTitle("../f")).isInstanceOf(InvalidArchiveException.class);
    }

    @Test
    void its_text_names_the_file_and_the_media_type() throws IOException {
        Path file = file("f");
        assertThat(Pack.file(file, "text/plain")).hasToString(file + " as text/plain");
    }

    @Test
    void a_file_without_permission_bits_has_no_mode() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(temp.resolve("a.zip"), Map.of("create", "true"))) {
            Path file = Files.write(zip.getPath("/f"), BYTES);
            assertThat(Pack.file(file, "text/plain").descriptor())
                    .contains(Descriptor.of("text/plain", BYTES).withAnnotation(Annotations.TITLE, "f"));
        }
    }

    @Test
    void unusual_permissions_are_recorded() throws IOException {
        Map<String, String> modes = Map.of(
                "rw-r--r--",
                "",
                "rw-rw-rw-",
                "",
                "rw-rw-r--",
                "",
                "rwxr-xr-x",
                "0755",
                "rwxrwxrwx",
                "0755",
                "r--------",
                "0400",
                "rw-------",
                "0600",
                "r--r--r--",
                "0444");
        for (Map.Entry<String, String> mode : modes.entrySet()) {
            Path file = Files.setPosixFilePermissions(
                    file("f" + mode.getKey()), PosixFilePermissions.fromString(mode.getKey()));
            assertThat(Pack.file(file)
                            .descriptor()
                            .orElseThrow()
                            .annotation(Annotations.FILE_MODE)
                            .orElse(""))
                    .as(mode.getKey())
                    .isEqualTo(mode.getValue());
        }
    }

    @Test
    void the_title_is_the_given_path_if_it_stays_inside() {
        Map<String, String> titles = Map.ofEntries(
                Map.entry("a.txt", "a.txt"),
                Map.entry("./a.txt", "a.txt"),
                Map.entry("docs/a.txt", "docs/a.txt"),
                Map.entry("docs//x/../a.txt", "docs/a.txt"),
                Map.entry("docs/", "docs"),
                Map.entry("a:b", "a:b"),
                Map.entry("..a", "..a"),
                Map.entry("ü/日本", "ü/日本"),
                Map.entry(".", "."),
                Map.entry("./", "."),
                Map.entry("docs/..", "."),
                Map.entry("../up.txt", "up.txt"),
                Map.entry("docs/../../up/x.txt", "x.txt"),
                Map.entry("/srv/site", "site"),
                Map.entry("/", "root"));
        titles.forEach((path, title) ->
                assertThat(Pack.titleOf(Path.of(path))).as(path).isEqualTo(title));
        assertThat(Pack.titleOf(Path.of("..")))
                .isEqualTo(
                        Path.of("").toAbsolutePath().getParent().getFileName().toString());
    }

    private Path file(String name) throws IOException {
        return Files.setPosixFilePermissions(
                Files.write(temp.resolve(name), BYTES), PosixFilePermissions.fromString("rw-r--r--"));
    }
}
