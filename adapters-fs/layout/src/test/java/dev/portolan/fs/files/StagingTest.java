package dev.portolan.fs.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
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
