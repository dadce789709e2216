package dev.portolan.fs.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {
    @TempDir
    Path temp;

    @Test
    void a_tree_is_removed_and_what_its_links_point_to_stays() throws IOException {
        Path outside =
                Files.writeString(Files.createDirectory(temp.resolve("outside")).resolve("f"), "x");
        Path tree = Files.createDirectories(temp.resolve("tree/a/b"));
        Files.writeString(tree.resolve("f"), "x");
        Files.createSymbolicLink(tree.resolve("link"), outside.getParent());

        Trees.delete(temp.resolve("tree"));
        Trees.delete(temp.resolve("tree"));

        assertThat(temp.resolve("tree")).doesNotExist();
        assertThat(outside).exists();
    }

    @Test
    void only_older_files_are_removed() throws IOException {
        Instant time = Instant.parse("2025-01-01T00:00:00Z");
        for (int age = -1; age <= 1; age++) {
            Path file = Files.createFile(temp.resolve("f" + age));
            Files.setLastModifiedTime(file, FileTime.from(time.minusSeconds(age)));
        }
        Path other = Files.createFile(temp.resolve("other"));
        Files.setLastModifiedTime(other, FileTime.from(time.minusSeconds(1)));

        Trees.deleteOlder(temp, time, file -> file.getFileName().toString().startsWith("f"));

        assertThat(temp.resolve("f1")).doesNotExist();
        assertThat(temp.resolve("f0")).exists();
        assertThat(temp.resolve("f-1")).exists();
        assertThat(other).exists();
    }

    @Test
    void attributes_are_those_of_a_link_or_of_its_target() throws IOException {
        Path file = Files.writeString(temp.resolve("f"), "12345");
        Path link = Files.createSymbolicLink(temp.resolve("link"), file);

        assertThat(FileAttributes.of(link).orElseThrow().isSymbolicLink()).isTrue();
        assertThat(FileAttributes.following(link).orElseThrow().size()).isEqualTo(5);
        assertThat(FileAttributes.of(temp.resolve("missing"))).isEmpty();
        assertThat(FileAttributes.following(temp.resolve("missing"))).isEmpty();
    }

    @Test
    void a_directory_is_removed_only_if_it_is_empty() throws IOException {
        Path empty = Files.createDirectory(temp.resolve("empty"));
        Path full = Files.createDirectory(temp.resolve("full"));
        Files.createFile(full.resolve("f"));

        Trees.deleteIfEmpty(empty);
        Trees.deleteIfEmpty(full);

        assertThat(empty).doesNotExist();
        assertThat(full).exists();
    }
}
