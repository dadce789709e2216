package dev.portolan.fs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.fs.OpenFiles;
import dev.portolan.fs.files.InterceptedFiles.Hook;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
    @TempDir
    Path temp;

    @Test
    void the_directory_is_removed_with_its_last_session() throws IOException {
        try (Staging one = Staging.in(temp)) {
            try (Staging two = Staging.in(temp)) {
                Files.writeString(two.newFile(), "x");
            }
            Files.writeString(one.newFolder().resolve("f"), "x");
            assertThat(temp.resolve(Staging.NAME)).exists();
        }
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void only_one_session_at_a_time_claims_a_name() throws IOException {
        try (Staging staging = Staging.in(temp)) {
            assertThat(staging.claim("blob")).isPresent();
            assertThat(staging.claim("blob")).isEmpty();
            staging.unclaim("blob");
            assertThat(staging.claim("blob")).isPresent();
        }
    }

    @Test
    void its_name_is_reserved_in_any_case() {
        assertThat(Staging.isReserved(".portolan-partial")).isTrue();
        assertThat(Staging.isReserved(".Portolan-PARTIAL")).isTrue();
        assertThat(Staging.isReserved("portolan-partial")).isFalse();
    }

    @Test
    void a_claimed_file_is_kept_for_a_later_session() throws IOException {
        try (Staging staging = Staging.in(temp)) {
            Files.writeString(staging.claim("blob").orElseThrow(), "part");
        }
        try (Staging staging = Staging.in(temp)) {
            assertThat(staging.claim("blob").orElseThrow()).hasContent("part");
        }
    }

    @Test
    void a_living_session_of_another_process_is_left_alone_and_a_dead_one_removed() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Living.class.getName(),
                        temp.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Path theirs = Path.of(process.inputReader().readLine());
        try {
            Staging.in(temp).close();
            assertThat(theirs).exists();
        } finally {
            process.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
        }
        Staging.in(temp).close();
        assertThat(theirs).doesNotExist();
        assertThat(temp).isEmptyDirectory();
    }

    /** Opens a session and keeps it open. */
    static final class Living {
        private Living() {}

        public static void main(String[] arguments) throws IOException {
            Staging staging = Staging.in(Path.of(arguments[0]));
            System.out.println(Files.writeString(staging.newFolder().resolve("f"), "x"));
            System.in.read();
        }
    }

    @Test
    void threads_that_find_the_same_dead_session_do_not_disturb_each_other() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 200; round++) {
                Path destination = Files.createDirectory(temp.resolve("out" + round));
                Path folder = Files.createDirectory(destination.resolve(Staging.NAME));
                Path dead = Files.createDirectory(folder.resolve("session-dead"));
                Files.writeString(dead.resolve("left"), "x");
                Files.writeString(folder.resolve("session-dead.lock"), "x");
                CyclicBarrier start = new CyclicBarrier(4);
                List<Future<?>> results = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    results.add(threads.submit(() -> {
                        start.await();
                        Staging.in(destination).close();
                        return null;
                    }));
                }
                for (Future<?> result : results) {
                    result.get();
                }
                assertThat(destination).isEmptyDirectory();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_process_that_was_killed_before_it_had_its_lock_leaves_nothing() throws IOException {
        Path folder = Files.createDirectory(temp.resolve(Staging.NAME));
        Files.createFile(folder.resolve("session-dead.lock"));
        Staging.in(temp).close();
        assertThat(temp).isEmptyDirectory();
    }

    private void fails(Hook hook) throws IOException {
        InterceptedFiles files = new InterceptedFiles(true);
        files.before(hook);
        assertThatThrownBy(() -> Staging.in(files.path(temp.toRealPath()))).isInstanceOf(IOException.class);
    }

    @Test
    void a_session_that_cannot_start_leaves_nothing() throws IOException {
        fails((call, path) -> {
            if (call.equals("createDirectory") && path.toString().contains("session-")) {
                throw new IOException("full");
            }
        });
        assertThat(temp).isEmptyDirectory();
        fails((call, path) -> {
            if (call.equals("newDirectoryStream") && path.endsWith(Staging.NAME)) {
                throw new IOException("full");
            }
        });
        assertThat(temp.resolve(Staging.NAME)).isEmptyDirectory();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_session_leaves_no_directory_open() throws IOException {
        Staging staging = Staging.in(temp);
        assertThat(OpenFiles.below(temp)).isNotEmpty();

        staging.close();

        assertThat(OpenFiles.below(temp)).isEmpty();
        fails((call, path) -> {
            if (call.equals("createDirectory")) {
                throw new IOException("full");
            }
        });
        assertThat(OpenFiles.below(temp)).isEmpty();
    }

    @Test
    void a_file_in_place_of_the_directory_is_refused() throws IOException {
        Path file = Files.writeString(temp.resolve(Staging.NAME), "x");

        assertThatThrownBy(() -> Staging.in(temp)).isInstanceOf(NotDirectoryException.class);

        assertThat(file).hasContent("x");
    }

    @Test
    void a_directory_that_another_session_has_just_removed_is_created_again() throws IOException {
        InterceptedFiles files = new InterceptedFiles(true);
        AtomicInteger removed = new AtomicInteger();
        files.before((call, path) -> {
            if (call.equals("newDirectoryStream") && path.endsWith(Staging.NAME) && removed.getAndIncrement() < 3) {
                Files.delete(path);
            }
        });

        try (Staging staging = Staging.in(files.path(temp.toRealPath()))) {
            assertThat(staging.newFolder()).isDirectory();
        }
        assertThat(removed).hasValueGreaterThan(3);
    }

    @Test
    void a_destination_that_was_removed_is_not_created_again() throws IOException {
        Path destination = Files.createDirectory(temp.resolve("out"));
        InterceptedFiles files = new InterceptedFiles(true);
        files.before((call, path) -> {
            if (call.equals("createDirectory")) {
                Files.deleteIfExists(destination);
            }
        });

        assertThatThrownBy(() -> Staging.in(files.path(destination))).isInstanceOf(NoSuchFileException.class);
        assertThat(destination).doesNotExist();
    }

    @Test
    void a_dead_session_that_cannot_be_removed_disturbs_nobody() throws IOException {
        Path folder = Files.createDirectory(temp.toRealPath().resolve(Staging.NAME));
        Path dead = Files.createDirectory(folder.resolve("session-dead"));
        Path lock = Files.createFile(folder.resolve("session-dead.lock"));
        InterceptedFiles files = new InterceptedFiles(true);
        files.before((call, path) -> {
            if (path.equals(dead)) {
                throw new AccessDeniedException(path.toString());
            }
        });

        Staging.in(files.path(temp)).close();

        assertThat(lock).exists();
        Staging.in(temp).close();
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void an_unfinished_file_of_a_dead_session_is_continued() throws IOException {
        Path folder = Files.createDirectory(temp.resolve(Staging.NAME));
        Path dead = Files.createDirectory(folder.resolve("session-dead"));
        Files.writeString(dead.resolve("blob.partial"), "part");
        Files.createFile(folder.resolve("session-dead.lock"));

        try (Staging staging = Staging.in(temp)) {
            assertThat(dead).doesNotExist();
            assertThat(staging.claim("blob").orElseThrow()).hasContent("part");
        }
    }

    @Test
    void only_a_regular_file_is_continued() throws IOException {
        Path folder = Files.createDirectory(temp.resolve(Staging.NAME));
        Path outside = Files.writeString(temp.resolve("outside"), "outside");
        Files.createSymbolicLink(folder.resolve("link.partial"), outside);
        Files.createFile(
                Files.createDirectory(folder.resolve("directory.partial")).resolve("f"));

        try (Staging staging = Staging.in(temp)) {
            assertThat(staging.claim("link").orElseThrow()).doesNotExist();
            assertThat(staging.claim("directory").orElseThrow()).doesNotExist();
            Path own = Files.writeString(staging.claim("own").orElseThrow(), "part");
            staging.unclaim("own");
            assertThat(staging.claim("own")).hasValue(own);
            assertThat(own).hasContent("part");
        }
        assertThat(outside).hasContent("outside");
    }

    @Test
    void what_has_a_name_is_not_replaced_by_a_directory() throws IOException {
        try (Staging staging = Staging.in(temp)) {
            OpenDirectory destination = staging.destination();
            staging.createDirectory(destination, destination.name("d"));
            Files.createFile(temp.resolve("d/f"));

            assertThatThrownBy(() -> staging.createDirectory(destination, destination.name("d")))
                    .isInstanceOf(FileAlreadyExistsException.class);

            assertThat(temp.resolve("d/f")).exists();
            assertThat(staging.open().path()).isEmptyDirectory();
        }
    }

    @Test
    void links_replace_files_and_links() throws IOException {
        try (Staging staging = Staging.in(temp)) {
            OpenDirectory destination = staging.destination();
            Path file = Files.writeString(temp.resolve("f"), "x");
            Path link = Files.writeString(temp.resolve("link"), "y");

            staging.createSymbolicLink(destination, destination.name("link"), Path.of("f"));
            assertThat(link).isSymbolicLink();
            for (int i = 0; i < 2; i++) {
                staging.createLink(destination, destination.name("link"), destination, destination.name("f"));
                assertThat(Files.isSymbolicLink(link)).isFalse();
                assertThat(Files.isSameFile(link, file)).isTrue();
                assertThat(staging.open().path()).isEmptyDirectory();
            }
        }
    }

    @Test
    void a_hard_link_to_another_file_than_the_one_that_was_opened_is_refused() throws IOException {
        try (Staging staging = Staging.in(temp)) {
            Files.createFile(Files.createDirectory(temp.resolve("d")).resolve("f"));
            try (OpenDirectory directory =
                    staging.destination().open(staging.destination().name("d"))) {
                Files.move(temp.resolve("d"), temp.resolve("moved"));
                Files.createFile(Files.createDirectory(temp.resolve("d")).resolve("f"));
                OpenDirectory destination = staging.destination();

                assertThatThrownBy(() -> staging.createLink(
                                destination, destination.name("link"), directory, directory.name("f")))
                        .isInstanceOf(NoSuchFileException.class);
            }
            assertThat(temp.resolve("link")).doesNotExist();
            assertThat(staging.open().path()).isEmptyDirectory();
        }
    }

    @Test
    void an_interrupt_leaves_no_files() {
        Thread.currentThread().interrupt();
        try {
            Staging.in(temp).close();
        } catch (IOException e) {
            // as it may be
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(temp).isEmptyDirectory();
    }
}
