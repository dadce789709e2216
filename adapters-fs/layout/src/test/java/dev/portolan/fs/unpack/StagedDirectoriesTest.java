package dev.portolan.fs.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.fs.OpenFiles;
import dev.portolan.fs.files.OpenDirectory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StagedDirectoriesTest {
    private static final int MOST_OPEN = 64;

    @TempDir
    Path temp;

    private Path root;
    private StagedDirectories directories;
    private final List<String> made = new ArrayList<>();
    private int waited;

    @BeforeEach
    void open() throws IOException {
        root = temp.toRealPath();
        directories = new StagedDirectories(
                OpenDirectory.at(root),
                (parent, name) -> {
                    Path path = parent.path().resolve(name);
                    made.add(root.relativize(path).toString());
                    if (!Files.exists(path)) {
                        Files.createDirectory(path);
                    }
                },
                () -> waited++);
    }

    @AfterEach
    void close() throws IOException {
        directories.close();
    }

    private int openDirectories() throws IOException {
        return (int) OpenFiles.below(root).stream().distinct().count();
    }

    @Test
    void a_directory_is_made_once_together_with_its_parents() throws IOException {
        OpenDirectory directory = directories.get(List.of("a", "b"));
        assertThat(directory.path()).isEqualTo(root.resolve("a/b"));
        assertThat(directories.get(List.of("a", "b"))).isSameAs(directory);
        assertThat(directories.get(List.of("a")).path()).isEqualTo(root.resolve("a"));
        assertThat(directories.get(List.of()).path()).isEqualTo(root);

        assertThat(made).containsExactly("a", "a/b");
        assertThat(waited).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_limited_number_of_directories_is_open() throws IOException {
        for (int i = 0; i < MOST_OPEN; i++) {
            directories.get(List.of("d" + i));
        }
        assertThat(waited).isZero();
        assertThat(openDirectories()).isEqualTo(1 + MOST_OPEN);

        directories.get(List.of("more"));

        assertThat(waited).isOne();
        assertThat(openDirectories()).isEqualTo(1 + MOST_OPEN / 2 + 1);
        assertThat(OpenFiles.below(root))
                .contains(root.resolve("d63"), root.resolve("more"))
                .doesNotContain(root.resolve("d31"));
    }

    @Test
    void a_directory_that_was_closed_is_opened_again() throws IOException {
        for (int i = 0; i <= MOST_OPEN; i++) {
            directories.get(List.of("d" + i));
        }

        OpenDirectory first = directories.get(List.of("d0"));

        assertThat(first.attributes(first.name(".")).isDirectory()).isTrue();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void directories_on_the_way_to_a_deep_one_are_closed_when_there_is_no_room() throws IOException {
        for (int i = 0; i < MOST_OPEN - 1; i++) {
            directories.get(List.of("d" + i));
        }
        OpenDirectory deep = directories.get(List.of("a", "b", "c", "d"));

        assertThat(OpenFiles.below(root))
                .contains(root.resolve("a"), deep.path())
                .doesNotContain(root.resolve("a/b"), root.resolve("a/b/c"));
        assertThat(deep.attributes(deep.name(".")).isDirectory()).isTrue();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void none_is_open_after_closing() throws IOException {
        directories.get(List.of("a", "b"));
        assertThat(openDirectories()).isEqualTo(3);

        directories.close();

        assertThat(openDirectories()).isZero();
    }

    @Test
    void only_existing_directories_are_found() throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        Files.createFile(root.resolve("f"));

        assertThat(directories.find(List.of())).isPresent();
        assertThat(directories.find(List.of("a", "b")))
                .hasValueSatisfying(found -> assertThat(found.path()).isEqualTo(root.resolve("a/b")));
        assertThat(directories.find(List.of("missing"))).isEmpty();
        assertThat(directories.find(List.of("missing", "b"))).isEmpty();
        assertThat(directories.find(List.of("f"))).isEmpty();
        assertThat(directories.find(List.of("n".repeat(300)))).isEmpty();
        assertThat(root.resolve("missing")).doesNotExist();
    }

    @Test
    void a_path_has_at_most_4000_characters() throws IOException {
        int room = 4000 - root.toString().length();
        List<String> longest = new ArrayList<>(Collections.nCopies(room / 100 - 1, "n".repeat(99)));
        longest.add("n".repeat(room - 100 * longest.size() - 1));

        assertThat(directories.get(longest).path().toString()).hasSize(4000);
        List<String> longer = new ArrayList<>(longest);
        longer.set(longer.size() - 1, longest.get(longest.size() - 1) + "n");
        assertThatThrownBy(() -> directories.get(longer))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("File name too long");
    }
}
