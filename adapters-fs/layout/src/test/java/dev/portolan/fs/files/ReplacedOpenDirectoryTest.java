package dev.portolan.fs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.fs.OpenFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Another process changes a directory between two calls of one operation. */
class ReplacedOpenDirectoryTest {
    @TempDir
    Path temp;

    private Path root;
    private Path outside;
    private InterceptedFiles files;
    private final List<String> calls = new ArrayList<>();
    private final List<OpenDirectory> opened = new ArrayList<>();

    @BeforeEach
    void directories() throws IOException {
        root = Files.createDirectories(temp.toRealPath().resolve("root"));
        Files.createDirectory(root.resolve("to"));
        Files.writeString(root.resolve("f"), "x");
        outside = Files.createDirectory(temp.resolve("outside"));
    }

    @AfterEach
    void close() throws IOException {
        for (OpenDirectory directory : opened) {
            directory.close();
        }
    }

    private OpenDirectory open(boolean likeUnix) throws IOException {
        files = new InterceptedFiles(likeUnix);
        files.before((call, path) -> calls.add(call));
        opened.add(OpenDirectory.at(files.path(root)));
        return opened.get(opened.size() - 1);
    }

    private OpenDirectory child(OpenDirectory directory) throws IOException {
        opened.add(directory.open(directory.name("to")));
        return opened.get(opened.size() - 1);
    }

    /** Once, before the first call of this name. */
    private void before(String call, InterceptedFiles.Hook action) {
        List<String> ran = new ArrayList<>();
        files.before((name, path) -> {
            if (name.equals(call) && ran.isEmpty()) {
                ran.add(name);
                action.before(name, path);
            }
        });
    }

    /** The directory "to" is now elsewhere, and a link to outside has its name. */
    private void replace() throws IOException {
        Files.move(root.resolve("to"), temp.resolve("moved"));
        Files.createSymbolicLink(root.resolve("to"), outside);
    }

    @Test
    void a_file_keeps_its_old_name_until_it_has_the_new_one() throws IOException {
        for (boolean likeUnix : new boolean[] {true, false}) {
            OpenDirectory directory = open(likeUnix);
            calls.clear();
            directory.moveIfAbsent(directory.name("f"), directory, directory.name("g"));

            assertThat(calls).contains("createLink").doesNotContain("move");
            assertThat(root.resolve("g")).hasContent("x");
            assertThat(root.resolve("f")).doesNotExist();
            Files.move(root.resolve("g"), root.resolve("f"));
        }
    }

    @Test
    void no_link_is_made_where_another_directory_or_none_is() throws IOException {
        OpenDirectory directory = open(true);
        OpenDirectory to = child(directory);
        Files.move(root.resolve("to"), temp.resolve("moved"));
        directory.moveIfAbsent(directory.name("f"), to, directory.name("g"));
        Files.createDirectory(root.resolve("to"));
        Files.writeString(root.resolve("f"), "y");
        directory.moveIfAbsent(directory.name("f"), to, directory.name("h"));

        assertThat(calls).contains("move").doesNotContain("createLink");
        assertThat(temp.resolve("moved/g")).hasContent("x");
        assertThat(temp.resolve("moved/h")).hasContent("y");
    }

    @Test
    void a_file_does_not_leave_when_its_new_directory_is_replaced() throws IOException {
        OpenDirectory directory = open(true);
        OpenDirectory to = child(directory);
        before("createLink", (call, path) -> replace());

        directory.moveIfAbsent(directory.name("f"), to, directory.name("g"));

        assertThat(outside).isEmptyDirectory();
        assertThat(temp.resolve("moved/g")).hasContent("x");
        assertThat(root.resolve("f")).doesNotExist();
    }

    @Test
    void a_file_of_somebody_else_is_not_removed() throws IOException {
        OpenDirectory directory = open(true);
        OpenDirectory to = child(directory);
        before("createLink", (call, path) -> {
            replace();
            files.before((next, link) -> {
                if (next.equals("readAttributes") && link.endsWith("to/g")) {
                    Files.delete(link);
                    Files.writeString(link, "other");
                }
            });
        });

        directory.moveIfAbsent(directory.name("f"), to, directory.name("g"));

        assertThat(outside.resolve("g")).hasContent("other");
        assertThat(temp.resolve("moved/g")).hasContent("x");
    }

    @Test
    void a_name_that_is_taken_at_the_last_moment_is_not_replaced() throws IOException {
        OpenDirectory directory = open(true);
        before("move", (call, path) -> Files.createDirectories(root.resolve("d/e")));
        assertThatThrownBy(() -> directory.moveIfAbsent(directory.name("to"), directory, directory.name("d")))
                .isInstanceOf(FileAlreadyExistsException.class);
        before("createLink", (call, path) -> Files.writeString(path, "other"));
        assertThatThrownBy(() -> directory.moveIfAbsent(directory.name("f"), directory, directory.name("g")))
                .isInstanceOf(FileAlreadyExistsException.class);

        assertThat(root.resolve("g")).hasContent("other");
        assertThat(root.resolve("to")).isDirectory();
    }

    @Test
    void the_reason_why_a_directory_cannot_be_moved_is_kept() throws IOException {
        OpenDirectory directory = open(true);
        before("move", (call, path) -> {
            throw new FileSystemException(path.toString(), null, "disk broken");
        });
        assertThatThrownBy(() -> directory.moveIfAbsent(directory.name("to"), directory, directory.name("d")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("disk broken");
        before("move", (call, path) -> {
            Files.delete(root.resolve("to"));
            Files.createDirectory(root.resolve("d"));
        });
        assertThatThrownBy(() -> directory.moveIfAbsent(directory.name("to"), directory, directory.name("d")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void a_link_of_another_directory_is_not_read() throws IOException {
        Files.createSymbolicLink(root.resolve("to/link"), Path.of("f"));
        Files.createSymbolicLink(outside.resolve("link"), Path.of("other"));
        OpenDirectory to = child(open(true));
        assertThat(to.link(to.name("link"))).hasToString("f");
        replace();

        assertThatThrownBy(() -> to.link(to.name("link"))).isInstanceOf(NotLinkException.class);
    }

    @Test
    void without_handles_a_directory_that_was_replaced_is_not_used() throws IOException {
        OpenDirectory directory = open(false);
        OpenDirectory to = child(directory);
        Files.createFile(root.resolve("to/g"));
        replace();

        assertThatThrownBy(() -> to.deleteFile(to.name("g"))).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> directory.moveIfAbsent(directory.name("f"), to, to.name("h")))
                .isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> to.moveIfAbsent(to.name("g"), directory, to.name("h")))
                .isInstanceOf(NotDirectoryException.class);

        assertThat(temp.resolve("moved/g")).exists();
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void only_a_directory_with_a_handle_stays_open() throws IOException {
        child(open(false));
        assertThat(OpenFiles.below(root)).isEmpty();
        child(open(true));
        assertThat(OpenFiles.below(root)).isNotEmpty();

        close();

        assertThat(OpenFiles.below(root)).isEmpty();
    }
}
