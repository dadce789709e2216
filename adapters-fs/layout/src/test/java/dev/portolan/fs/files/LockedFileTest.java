package dev.portolan.fs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.CancelledException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockedFileTest {
    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void resolveLinks() throws IOException {
        folder = temp.toRealPath();
    }

    @Test
    void a_file_that_was_left_is_taken_by_one() throws IOException {
        Path left = Files.writeString(folder.resolve("a.partial"), "part");

        try (LockedFile taken = LockedFile.take(left).orElseThrow()) {
            assertThat(LockedFile.take(left)).isEmpty();
            taken.keep();
        }

        assertThat(left).hasContent("part");
    }

    @Test
    void a_file_is_removed_when_it_is_closed_without_a_name() throws IOException {
        LockedFile.create(folder, "a.", ".tmp").close();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_file_that_was_published_is_not_created_again() throws IOException {
        try (LockedFile file = LockedFile.create(folder, "a.", ".tmp")) {
            file.channel().write(ByteBuffer.allocate(1));
            file.publish(folder.resolve("published"));

            assertThat(LockedFile.take(file.file())).isEmpty();
        }
        Path gone = folder.resolve("gone.partial");

        assertThat(LockedFile.take(gone)).isEmpty();
        assertThat(gone).doesNotExist();
        assertThat(folder.resolve("published")).isRegularFile();
    }

    @Test
    void a_file_is_free_again_when_it_is_closed() throws IOException {
        Path left = Files.createFile(folder.resolve("a.partial"));
        for (int i = 0; i < 2; i++) {
            LockedFile taken = LockedFile.take(left).orElseThrow();
            taken.keep();
            taken.close();
        }

        try (LockedFile taken = LockedFile.take(left).orElseThrow()) {
            assertThat(taken.file()).isEqualTo(left);
        }
        assertThat(left).doesNotExist();
    }

    @Test
    void a_file_is_free_again_when_it_could_not_be_opened() throws IOException {
        Path lock = Files.createSymbolicLink(folder.resolve("lock"), folder.resolve("missing"));
        assertThatThrownBy(() -> LockedFile.acquire(lock, "waiting", "here")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> LockedFile.take(lock)).isInstanceOf(IOException.class);
        Files.delete(lock);
        Files.createFile(lock);

        assertThat(LockedFile.take(lock)).isPresent().hasValueSatisfying(LockedFileTest::close);
    }

    private static void close(LockedFile file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lock that the waiting thread gets is the same as that of the others. */
    @Test
    void a_thread_that_waited_has_the_file_for_itself() throws Exception {
        Path lock = folder.resolve("lock");
        CountDownLatch has = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        LockedFile first = LockedFile.acquire(lock, "waiting", "here");
        FutureTask<Void> task = new FutureTask<>(() -> {
            try (LockedFile second = LockedFile.acquire(lock, "waiting", "here")) {
                assertThat(second.channel().isOpen()).isTrue();
                has.countDown();
                release.await();
            }
            return null;
        });
        Thread waiting = new Thread(task);
        waiting.start();
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(LockedFile.take(lock)).isEmpty();

        first.close();
        has.await();

        assertThat(LockedFile.take(lock)).isEmpty();
        release.countDown();
        task.get();
        assertThat(LockedFile.take(lock)).isPresent().hasValueSatisfying(LockedFileTest::close);
    }

    @Test
    void a_thread_that_is_interrupted_stops_waiting() throws IOException {
        Path lock = folder.resolve("lock");
        try (LockedFile first = LockedFile.acquire(lock, "waiting", "here")) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> LockedFile.acquire(lock, "waiting", "here"))
                    .isInstanceOf(CancelledException.class)
                    .hasMessageContaining("here: waiting");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(first.channel().isOpen()).isTrue();
        }
    }

    @Test
    void a_thread_that_is_interrupted_stops_waiting_for_another_process() {
        InterceptedFiles files = new InterceptedFiles(true);
        files.before((call, path) -> Thread.currentThread().interrupt());

        assertThatThrownBy(() -> LockedFile.acquire(files.path(folder.resolve("lock")), "waiting", "here"))
                .isInstanceOf(CancelledException.class)
                .hasMessageContaining("here: waiting");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void a_file_that_another_process_has_just_removed_is_not_taken() throws IOException {
        InterceptedFiles files = new InterceptedFiles(true);
        Path left = files.path(Files.createFile(folder.resolve("a.partial")));
        files.before((call, path) -> {
            if (!call.equals("newFileChannel")) {
                Files.delete(path);
            }
        });

        assertThat(LockedFile.take(left)).isEmpty();

        files.before((call, path) -> {});
        Files.createFile(left);
        assertThat(LockedFile.take(left)).isPresent().hasValueSatisfying(LockedFileTest::close);
    }

    @Test
    void a_new_file_that_another_process_has_just_removed_gets_another_name() throws IOException {
        InterceptedFiles files = new InterceptedFiles(true);
        List<Path> removed = new ArrayList<>();
        files.before((call, path) -> {
            if (!call.equals("newFileChannel") && removed.isEmpty()) {
                Files.delete(path);
                removed.add(path);
            }
        });

        try (LockedFile file = LockedFile.create(files.path(folder), "a.", ".tmp")) {
            assertThat(file.file()).exists();
            assertThat(file.file().toString())
                    .startsWith(folder.resolve("a.").toString())
                    .endsWith(".tmp")
                    .isNotEqualTo(removed.get(0).toString());
        }
    }

    @Test
    void a_file_that_is_waited_for_stays() throws IOException {
        Path lock = folder.resolve("lock");
        LockedFile.acquire(lock, "waiting", "here").close();

        assertThat(lock).isRegularFile();
    }
}
