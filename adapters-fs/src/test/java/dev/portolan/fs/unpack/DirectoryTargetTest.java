package dev.portolan.fs.unpack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.StorageException;
import dev.portolan.fs.pack.Compression;
import dev.portolan.fs.pack.DirectoryLayer;
import dev.portolan.fs.pack.Pack;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTargetTest {
    @TempDir
    Path temp;

    @Test
    void a_file_is_written_at_its_title() {
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            write(target, "docs/readme.txt", "hello");
            assertThat(target.written()).containsExactly(temp.resolve("out/docs/readme.txt"));
        }
        assertThat(temp.resolve("out/docs/readme.txt")).hasContent("hello");
        assertThat(temp.resolve("out")).isDirectoryNotContaining("glob:**portolan*");
    }

    @Test
    void a_directory_is_unpacked_at_its_title() throws IOException {
        Path tree = Files.createDirectory(temp.resolve("tree"));
        Files.writeString(Files.createDirectory(tree.resolve("sub")).resolve("f"), "content");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("sub/f"));
        for (Compression compression : Compression.values()) {
            Path out = temp.resolve("out-" + compression);
            try (DirectoryTarget target = DirectoryTarget.into(out)) {
                DirectoryLayer layer = Pack.directory(tree).withCompression(compression);
                target.write(layer.descriptor().orElseThrow(), layer.content());
            }
            assertThat(out.resolve("tree/sub/f")).hasContent("content");
            assertThat(Files.readSymbolicLink(out.resolve("tree/link"))).isEqualTo(Path.of("sub/f"));
        }
    }

    @Test
    void a_directory_titled_with_a_dot_is_unpacked_right_here() throws IOException {
        Path tree = Files.createDirectory(temp.resolve("tree"));
        Files.writeString(Files.createDirectory(tree.resolve("sub")).resolve("f"), "content");
        Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("r-xr-xr-x"));
        DirectoryLayer layer = Pack.directory(tree).withTitle(".");
        Path out = Files.createDirectories(temp.resolve("out/sub")).getParent();
        Files.writeString(out.resolve("mine"), "mine");

        try (DirectoryTarget target = DirectoryTarget.into(out)) {
            target.write(layer.descriptor().orElseThrow(), layer.content());
        }

        assertThat(out.resolve("sub/f")).hasContent("content");
        assertThat(out.resolve("mine")).hasContent("mine");
        assertThat(Files.getPosixFilePermissions(out)).contains(PosixFilePermission.OWNER_WRITE);
        assertThat(out).isDirectoryNotContaining("glob:**portolan*");
    }

    @Test
    void an_entry_with_the_name_of_the_folder_for_what_is_not_finished_is_refused() throws IOException {
        Path tree =
                Files.createDirectories(temp.resolve("tree/.portolan-partial")).getParent();
        DirectoryLayer layer = Pack.directory(tree).withTitle(".");

        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            assertThatThrownBy(() -> target.write(layer.descriptor().orElseThrow(), layer.content()))
                    .isInstanceOf(InvalidArchiveException.class);
        }
    }

    @Test
    void what_has_no_title_is_skipped() throws IOException {
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            Descriptor blob = Descriptor.of("text/plain", "x".getBytes(UTF_8));
            assertThat(target.wants(blob)).isFalse();
            target.write(blob, () -> {
                throw new IOException("must not be opened");
            });
        }
        assertThat(temp.resolve("out")).isEmptyDirectory();
    }

    @Test
    void damaged_content_never_appears() {
        Descriptor blob = Descriptor.of("text/plain", "good".getBytes(UTF_8)).withAnnotation(Annotations.TITLE, "f");
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            assertThatThrownBy(() -> target.write(blob, Content.of("evil".getBytes(UTF_8))))
                    .isInstanceOf(ContentMismatchException.class);
        }
        assertThat(temp.resolve("out")).isEmptyDirectory();
    }

    @Test
    void a_title_that_leaves_the_directory_is_refused() {
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            for (String title : new String[] {"../f", "/f", "a/../../f", "..\\f", "C:\\f", "a\0b", "", "."}) {
                assertThatThrownBy(() -> write(target, title, "x"))
                        .as(title)
                        .isInstanceOf(InvalidArchiveException.class);
            }
        }
        assertThat(temp).isDirectoryNotContaining("glob:**/f");
    }

    @Test
    void a_title_below_a_symbolic_link_is_refused() throws IOException {
        Path out = Files.createDirectory(temp.resolve("out"));
        Files.createSymbolicLink(out.resolve("link"), temp);
        try (DirectoryTarget target = DirectoryTarget.into(out)) {
            assertThatThrownBy(() -> write(target, "link/f", "x")).isInstanceOf(InvalidArchiveException.class);
        }
        assertThat(temp.resolve("f")).doesNotExist();
    }

    @Test
    void what_is_there_is_not_overwritten() throws IOException {
        Path there =
                Files.writeString(Files.createDirectory(temp.resolve("out")).resolve("f"), "mine");
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            assertThatThrownBy(() -> write(target, "f", "theirs"))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("allow overwriting");
        }
        assertThat(there).hasContent("mine");
    }

    @Test
    void what_is_there_is_overwritten_when_asked() throws IOException {
        Path there =
                Files.writeString(Files.createDirectory(temp.resolve("out")).resolve("f"), "mine");
        try (DirectoryTarget target =
                DirectoryTarget.into(temp.resolve("out"), Unpacker.create().withOverwrite(true))) {
            write(target, "f", "theirs");
        }
        assertThat(there).hasContent("theirs");
    }

    private static void write(DirectoryTarget target, String title, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        target.write(Descriptor.of("text/plain", bytes).withAnnotation(Annotations.TITLE, title), Content.of(bytes));
    }
}
