package dev.portolan.fs.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories with a handle, as on Linux, and without one, as in a zip file. */
class OpenDirectoryTest {
    @TempDir
    Path temp;

    private Path root;
    private OpenDirectory directory;

    private void open(String kind) throws IOException {
        if (kind.equals("zip")) {
            root = Files.createDirectory(FileSystems.newFileSystem(temp.resolve("a.zip"), Map.of("create", "true"))
                    .getPath("/root"));
        } else {
            root = Files.createDirectory(temp.toRealPath().resolve("root"));
        }
        directory = OpenDirectory.at(root);
    }

    @AfterEach
    void close() throws IOException {
        directory.close();
        FileSystem system = root.getFileSystem();
        if (system != FileSystems.getDefault()) {
            system.close();
        }
    }

    private Path name(String name) {
        return directory.name(name);
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> found = directory.list()) {
            for (Path path : found) {
                names.add(path.getFileName().toString().replace("/", ""));
            }
        }
        return names;
    }

    @ParameterizedTest
    @ValueSource(strings = {"files", "zip"})
    void entries_are_listed_found_and_removed(String kind) throws IOException {
        open(kind);
        Files.writeString(root.resolve("f"), "12345");
        Files.createDirectory(root.resolve("d"));

        assertThat(directory.path()).isEqualTo(root);
        assertThat(names()).containsExactlyInAnyOrder("f", "d");
        assertThat(directory.attributes(name("f")).size()).isEqualTo(5);
        assertThat(directory.find(name("d")))
                .hasValueSatisfying(found -> assertThat(found.isDirectory()).isTrue());
        assertThat(directory.find(name("missing"))).isEmpty();
        assertThatThrownBy(() -> directory.attributes(name("missing"))).isInstanceOf(NoSuchFileException.class);
        assertThat(directory.view(BasicFileAttributeView.class).readAttributes().isDirectory())
                .isTrue();
        directory.deleteFile(name("f"));
        directory.deleteDirectory(name("d"));
        assertThat(names()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"files", "zip"})
    void only_directories_are_opened(String kind) throws IOException {
        open(kind);
        Files.writeString(root.resolve("f"), "x");
        Files.createDirectory(root.resolve("d"));

        try (OpenDirectory child = directory.open(name("d"))) {
            assertThat(child.path()).isEqualTo(root.resolve("d"));
        }
        assertThatThrownBy(() -> directory.open(name("f"))).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> directory.open(name("missing"))).isInstanceOf(NoSuchFileException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"files", "zip"})
    void nothing_that_is_there_is_replaced_unless_wanted(String kind) throws IOException {
        open(kind);
        Files.writeString(root.resolve("one"), "one");
        Files.writeString(root.resolve("two"), "two");

        assertThatThrownBy(() -> directory.moveIfAbsent(name("one"), directory, name("two")))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(root.resolve("two")).hasContent("two");
        assertThatThrownBy(() -> directory.moveIfAbsent(name("missing"), directory, name("three")))
                .isInstanceOf(NoSuchFileException.class);
        directory.moveIfAbsent(name("one"), directory, name("three"));
        assertThat(names()).containsExactlyInAnyOrder("two", "three");
        if (kind.equals("files")) {
            directory.move(name("two"), directory, name("three"));
            assertThat(root.resolve("three")).hasContent("two");
        }
    }

    @Test
    void files_are_created_and_read() throws IOException {
        open("files");
        try (SeekableByteChannel file =
                directory.file(name("f"), Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            file.write(ByteBuffer.wrap("content".getBytes(UTF_8)));
        }
        assertThat(root.resolve("f")).hasContent("content");
        try (SeekableByteChannel file = directory.file(name("f"), Set.of(StandardOpenOption.READ))) {
            assertThat(file.size()).isEqualTo(7);
        }
    }

    @Test
    void links_are_read_and_never_followed() throws IOException {
        open("files");
        Files.writeString(root.resolve("f"), "x");
        Files.createDirectory(root.resolve("d"));
        Files.createSymbolicLink(root.resolve("to-f"), Path.of("f"));
        Files.createSymbolicLink(root.resolve("to-d"), Path.of("d"));

        assertThat(directory.link(name("to-f"))).hasToString("f");
        assertThatThrownBy(() -> directory.link(name("f"))).isInstanceOf(NotLinkException.class);
        assertThatThrownBy(() -> directory.open(name("to-d"))).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> directory.file(name("to-f"), Set.of(StandardOpenOption.READ)))
                .isInstanceOf(IOException.class);
        assertThat(directory.attributes(name("to-f")).isSymbolicLink()).isTrue();
    }

    @Test
    void a_directory_that_was_moved_away_is_still_the_one_that_is_used() throws IOException {
        open("files");
        Path moved = Files.move(root, temp.resolve("moved"));
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("f"), "outside");
        Files.createSymbolicLink(root, outside);

        assertThat(names()).isEmpty();
        directory
                .file(name("f"), Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
                .close();
        assertThat(moved.resolve("f")).isEmptyFile();
        assertThat(directory
                        .view(name("f"), BasicFileAttributeView.class)
                        .readAttributes()
                        .size())
                .isZero();
        directory.moveIfAbsent(name("f"), directory, name("g"));
        assertThat(moved.resolve("f")).doesNotExist();
        assertThat(moved.resolve("g")).isEmptyFile();
        directory.deleteFile(name("g"));
        assertThat(outside).isDirectoryContaining(file -> file.endsWith("f"));
        assertThat(outside.resolve("g")).doesNotExist();
        assertThat(outside.resolve("f")).hasContent("outside");
    }

    @Test
    void a_file_reaches_a_directory_that_was_moved_away() throws IOException {
        open("files");
        Files.createDirectory(root.resolve("to"));
        Files.writeString(root.resolve("f"), "x");
        Path outside = Files.createDirectory(temp.resolve("outside"));
        try (OpenDirectory to = directory.open(name("to"))) {
            Path moved = Files.move(root.resolve("to"), temp.resolve("moved"));
            Files.createSymbolicLink(root.resolve("to"), outside);

            directory.moveIfAbsent(name("f"), to, name("f"));

            assertThat(moved.resolve("f")).hasContent("x");
            assertThat(root.resolve("f")).doesNotExist();
            assertThat(outside).isEmptyDirectory();
            Files.delete(root.resolve("to"));
            Files.writeString(root.resolve("g"), "y");
            directory.moveIfAbsent(name("g"), to, name("g"));
            assertThat(moved.resolve("g")).hasContent("y");
        }
    }

    @Test
    void directories_and_links_are_moved_too() throws IOException {
        open("files");
        Files.createDirectory(root.resolve("d"));
        Files.createSymbolicLink(root.resolve("l"), Path.of("d"));

        directory.moveIfAbsent(name("l"), directory, name("link"));
        directory.moveIfAbsent(name("d"), directory, name("directory"));

        assertThat(names()).containsExactlyInAnyOrder("link", "directory");
        assertThat(root.resolve("link")).isSymbolicLink();
        Files.createDirectory(root.resolve("more"));
        assertThatThrownBy(() -> directory.moveIfAbsent(name("more"), directory, name("directory")))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void files_and_links_with_the_same_content_are_the_same() throws IOException {
        open("files");
        byte[] large = new byte[300_000];
        Files.write(root.resolve("a"), large);
        Files.write(root.resolve("same"), large);
        large[large.length - 1] = 1;
        Files.write(root.resolve("last"), large);
        Files.write(root.resolve("longer"), new byte[300_001]);
        Files.createDirectory(root.resolve("d"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("a"));
        Files.createSymbolicLink(root.resolve("same-link"), Path.of("a"));
        Files.createSymbolicLink(root.resolve("other-link"), Path.of("same"));

        assertThat(directory.hasSame(name("a"), directory, name("same"))).isTrue();
        assertThat(directory.hasSame(name("link"), directory, name("same-link")))
                .isTrue();
        for (String other : List.of("last", "longer", "d", "link")) {
            assertThat(directory.hasSame(name("a"), directory, name(other)))
                    .as(other)
                    .isFalse();
            assertThat(directory.hasSame(name(other), directory, name("a")))
                    .as(other)
                    .isFalse();
        }
        assertThat(directory.hasSame(name("link"), directory, name("other-link")))
                .isFalse();
        assertThat(directory.hasSame(name("d"), directory, name("d"))).isFalse();
    }

    /** There is no other way to a path with a link in it in a zip file. */
    @Test
    void without_a_handle_a_directory_whose_path_leads_elsewhere_is_refused() throws IOException {
        open("zip");
        Files.createDirectory(root.resolve("d"));
        Files.createFile(root.resolve("f"));
        try (OpenDirectory elsewhere = directory.open(root.getFileSystem().getPath("d/.."))) {
            List<ThrowingCallable> calls = List.of(
                    elsewhere::list,
                    () -> elsewhere.attributes(name("f")),
                    () -> elsewhere.view(BasicFileAttributeView.class),
                    () -> elsewhere.file(name("f"), Set.of(StandardOpenOption.READ)),
                    () -> elsewhere.deleteFile(name("f")),
                    () -> elsewhere.deleteDirectory(name("d")),
                    () -> elsewhere.move(name("f"), directory, name("g")),
                    () -> directory.move(name("f"), elsewhere, name("g")));
            for (ThrowingCallable call : calls) {
                assertThatThrownBy(call).isInstanceOf(NotDirectoryException.class);
            }
        }
        assertThat(names()).containsExactlyInAnyOrder("d", "f");
    }

    @Test
    void a_directory_does_not_replace_one_that_is_not_empty() throws IOException {
        open("files");
        Files.createDirectory(root.resolve("one"));
        Files.writeString(Files.createDirectory(root.resolve("two")).resolve("f"), "x");

        assertThatThrownBy(() -> directory.move(name("one"), directory, name("two")))
                .isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> directory.deleteDirectory(name("two"))).isInstanceOf(DirectoryNotEmptyException.class);
        assertThat(root.resolve("two/f")).hasContent("x");
    }
}
