package dev.portolan.fs.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.fs.files.RelativeName;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which thread writes small files, and when. */
@Timeout(60)
class SmallFilesTest {
    private final SmallFiles files = new SmallFiles();
    private final Set<String> written = ConcurrentHashMap.newKeySet();
    private final Set<Thread> writers = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() {
        files.close();
    }

    private void add(String name, int bytes) throws IOException {
        files.add(nameOf(name), bytes, () -> {
            written.add(name);
            writers.add(Thread.currentThread());
        });
    }

    private void addMany(int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            add("f" + i, 1);
        }
    }

    private static RelativeName nameOf(String name) {
        return new RelativeName(List.of(name));
    }

    @Test
    void a_few_files_are_not_handed_over() throws IOException {
        addMany(0, 30);
        add("larger", (128 << 10) - 31);
        files.close();

        assertThat(written).isEmpty();
    }

    @Test
    void a_few_files_are_written_by_the_thread_that_waits_for_them() throws IOException {
        addMany(0, 31);
        files.finish(nameOf("other"));
        assertThat(written).isEmpty();

        files.finish(nameOf("F7"));

        assertThat(written).hasSize(31);
        assertThat(writers).containsExactly(Thread.currentThread());
        written.clear();
        files.finish();
        assertThat(written).isEmpty();
    }

    @Test
    void a_file_that_is_written_is_not_waited_for() throws IOException {
        add("f", 1);
        files.finish();
        add("g", 1);

        files.finish(nameOf("f"));

        assertThat(written).containsExactly("f");
    }

    @Test
    void many_files_are_written_by_other_threads() throws IOException {
        addMany(0, 32);
        files.finish();

        assertThat(written).hasSize(32);
        assertThat(writers).isNotEmpty().doesNotContain(Thread.currentThread());
    }

    @Test
    void many_bytes_are_written_by_other_threads() throws IOException {
        add("a", 64 << 10);
        add("b", 64 << 10);
        files.finish();

        assertThat(written).hasSize(2);
        assertThat(writers).isNotEmpty().doesNotContain(Thread.currentThread());
    }

    @Test
    void a_file_is_written_before_another_one_of_the_same_name_is_accepted() throws IOException {
        addMany(0, 40);
        add("F0", 1);

        assertThat(written).hasSize(40);
    }

    @Test
    void names_that_wait_are_limited() throws IOException {
        addMany(0, 8193);
        add("last", 1);

        assertThat(written).hasSize(8193);
    }

    @Test
    void a_writer_that_is_behind_is_waited_for() throws Exception {
        CountDownLatch begin = new CountDownLatch(1);
        FutureTask<Void> adding = new FutureTask<>(() -> {
            for (int i = 0; i < 9; i++) {
                files.add(nameOf("large" + i), 128 << 10, () -> {
                    try {
                        begin.await();
                    } catch (InterruptedException e) {
                        throw new InterruptedIOException();
                    }
                });
            }
            return null;
        });
        Thread thread = new Thread(adding);
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(adding.isDone()).isFalse();

        begin.countDown();

        adding.get();
        files.finish();
    }

    @Test
    void the_failure_of_another_thread_is_thrown() throws IOException {
        files.add(nameOf("f"), 128 << 10, () -> {
            throw new IOException("full");
        });

        assertThatThrownBy(files::finish).isInstanceOf(IOException.class).hasMessage("full");
    }

    @Test
    void an_interrupt_stops_the_hand_over() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> add("large", 128 << 10)).isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void its_threads_end_with_it() throws Exception {
        addMany(0, 32);
        files.finish();
        files.close();

        for (Thread writer : writers) {
            writer.join();
        }
    }
}
