package dev.portolan.fs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenDirectoryTest {
    private static final Path FILE = Path.of("file");
    private static final int ROUNDS = 3_000;

    @TempDir
    Path temp;

    private Path from;
    private Path to;

    @BeforeEach
    void make_directories() throws IOException {
        from = Files.createDirectory(temp.resolve("from"));
        to = Files.createDirectory(temp.resolve("to"));
    }

    @Test
    void of_two_files_moved_to_one_name_at_the_same_time_one_is_refused() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CyclicBarrier start = new CyclicBarrier(2);
        try (OpenDirectory source = OpenDirectory.at(from);
                OpenDirectory target = OpenDirectory.at(to)) {
            List<Future<Integer>> moved = new ArrayList<>();
            for (String mine : List.of("a", "b")) {
                moved.add(threads.submit(() -> {
                    int count = 0;
                    for (int round = 0; round < ROUNDS; round++) {
                        Files.createFile(from.resolve(mine));
                        start.await();
                        count += movesTo(source, Path.of(mine), target, Path.of("file" + round)) ? 1 : 0;
                        start.await();
                        Files.deleteIfExists(from.resolve(mine));
                    }
                    return count;
                }));
            }
            assertThat(moved.get(0).get() + moved.get(1).get()).isEqualTo(ROUNDS);
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean movesTo(OpenDirectory source, Path name, OpenDirectory target, Path newName)
            throws IOException {
        try {
            source.moveIfAbsent(name, target, newName);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    @Test
    void a_file_is_moved_and_has_one_name_only() throws IOException {
        Files.writeString(from.resolve("f"), "content");
        try (OpenDirectory source = OpenDirectory.at(from);
                OpenDirectory target = OpenDirectory.at(to)) {
            source.moveIfAbsent(Path.of("f"), target, FILE);
        }
        assertThat(from).isEmptyDirectory();
        assertThat(to.resolve(FILE)).hasContent("content");
        assertThat(Files.getAttribute(to.resolve(FILE), "unix:nlink")).isEqualTo(1);
    }

    @Test
    void a_dangling_link_is_not_replaced() throws IOException {
        Files.writeString(from.resolve("f"), "content");
        Files.createSymbolicLink(to.resolve(FILE), Path.of("nothing"));
        try (OpenDirectory source = OpenDirectory.at(from);
                OpenDirectory target = OpenDirectory.at(to)) {
            assertThatThrownBy(() -> source.moveIfAbsent(Path.of("f"), target, FILE))
                    .isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(to.resolve(FILE)).isSymbolicLink();
        assertThat(from.resolve("f")).hasContent("content");
    }

    @Test
    void a_directory_that_was_replaced_by_a_symbolic_link_gets_the_file_and_the_link_does_not_lead_out()
            throws IOException {
        Files.writeString(from.resolve("f"), "content");
        Path outside = Files.createDirectory(temp.resolve("outside"));
        try (OpenDirectory source = OpenDirectory.at(from);
                OpenDirectory target = OpenDirectory.at(to)) {
            Files.move(to, temp.resolve("aside"));
            Files.createSymbolicLink(to, outside);
            source.moveIfAbsent(Path.of("f"), target, FILE);
        }
        assertThat(outside).isEmptyDirectory();
        assertThat(temp.resolve("aside").resolve(FILE)).hasContent("content");
    }
}
