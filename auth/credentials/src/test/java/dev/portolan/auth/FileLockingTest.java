package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLockingTest {
    @TempDir
    Path folder;

    @AfterEach
    void no_interrupt_is_left() {
        Thread.interrupted();
    }

    @Test
    void a_thread_that_stops_waiting_does_not_release_the_lock_of_another_one() throws Exception {
        Path file = folder.resolve("config.json");
        FileLocking.locked(file, () -> {
            Thread waiting = new Thread(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> FileLocking.locked(file, () -> {})).isInstanceOf(InterruptedIOException.class);
            });
            waiting.start();
            try {
                waiting.join();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }

            assertThat(lockedForOthers(folder.resolve("config.json.lock"))).isEqualTo("locked");
        });
        assertThat(lockedForOthers(folder.resolve("config.json.lock"))).isEqualTo("free");
    }

    private static String lockedForOthers(Path lock) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Probe.class.getName(),
                        lock.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(process.getInputStream().readAllBytes());
    }

    /** Another process that tries to get the lock. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] arguments) throws IOException {
            try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
                System.out.print(channel.tryLock() == null ? "locked" : "free");
            }
        }
    }
}
