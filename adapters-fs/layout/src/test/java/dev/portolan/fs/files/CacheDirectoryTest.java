package dev.portolan.fs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache of at most 1,000 bytes, into which other processes write too. */
class CacheDirectoryTest {
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");

    @TempDir
    Path temp;

    private final AtomicInteger seconds = new AtomicInteger();
    private final InterceptedFiles files = new InterceptedFiles(true);
    private CacheDirectory cache;

    @BeforeEach
    void open() throws IOException {
        cache = CacheDirectory.open(
                files.path(temp.toRealPath()), 1000, () -> START.plusSeconds(seconds.incrementAndGet()));
    }

    private Path file(String name) {
        return cache.file("kind", name);
    }

    private void put(String name, int size) throws IOException {
        cache.put(file(name), new byte[size]);
    }

    /** Another process adds a file, which was used before all others. */
    private Path plant(String name, int size) throws IOException {
        Path file = temp.resolve("kind").resolve(name.substring(0, 2)).resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[size]);
        return Files.setLastModifiedTime(file, FileTime.from(START));
    }

    @Test
    void a_file_is_in_the_folder_of_its_kind_and_of_the_start_of_its_name() throws IOException {
        put("abcd", 3);

        assertThat(temp.resolve("kind/ab/abcd")).hasBinaryContent(new byte[3]);
        assertThat(Files.getLastModifiedTime(temp.resolve("kind/ab/abcd")).toInstant())
                .isEqualTo(START.plusSeconds(1));
        assertThat(temp.resolve("tmp")).isEmptyDirectory();
        assertThat(cache.name()).isEqualTo(temp.toRealPath().toString());
        assertThat(cache.maxBytes()).isEqualTo(1000);
    }

    @Test
    void a_file_of_the_same_name_is_replaced() throws IOException {
        put("abcd", 3);
        put("abcd", 5);

        assertThat(cache.bytes()).isEqualTo(5);
    }

    @Test
    void a_file_that_is_not_written_to_its_end_leaves_nothing() throws IOException {
        assertThatThrownBy(() -> cache.put(file("abcd"), channel -> {
                    Channels.writeFully(channel, new byte[3]);
                    throw new IOException("broken");
                }))
                .isInstanceOf(IOException.class);

        assertThat(temp.resolve("tmp")).isEmptyDirectory();
        assertThat(temp.resolve("kind")).doesNotExist();
    }

    @Test
    void the_first_file_finds_what_other_processes_left() throws IOException {
        Path left = plant("left", 1000);

        put("aaaa", 1);

        assertThat(left).doesNotExist();
        assertThat(cache.bytes()).isEqualTo(1);
    }

    @Test
    void the_files_may_be_as_large_as_the_limit() throws IOException {
        Path left = plant("left", 999);

        put("aaaa", 1);

        assertThat(left).exists();
    }

    @Test
    void the_directory_is_scanned_again_when_half_of_the_free_room_is_used() throws IOException {
        put("aaaa", 100);
        Path left = plant("left", 1000);

        put("bbbb", 450);
        assertThat(left).exists();
        put("cccc", 1);

        assertThat(left).doesNotExist();
        assertThat(cache.bytes()).isEqualTo(551);
    }

    @Test
    void a_full_cache_is_scanned_after_a_twentieth_of_its_limit() throws IOException {
        put("aaaa", 1000);

        put("bbbb", 50);
        assertThat(cache.bytes()).isEqualTo(1050);
        put("cccc", 1);

        assertThat(cache.bytes()).isEqualTo(51);
    }

    @Test
    void room_that_evicted_files_leave_is_used() throws IOException {
        plant("left", 600);
        put("aaaa", 500);
        assertThat(cache.bytes()).isEqualTo(500);
        Path more = plant("more", 500);

        put("bbbb", 250);
        assertThat(more).exists();
        put("cccc", 1);

        assertThat(more).doesNotExist();
    }

    @Test
    void every_thread_evicts_when_its_turn_comes() throws Exception {
        put("aaaa", 1);
        Thread other = new Thread(() -> {
            try {
                put("bbbb", 2000);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        other.start();
        other.join();

        assertThat(file("bbbb")).doesNotExist();
    }

    @Test
    void the_oldest_files_are_evicted_and_no_more_than_needed() throws IOException {
        Path newest = plant("newest", 100);
        Files.setLastModifiedTime(newest, FileTime.from(START.plusSeconds(2)));
        Path oldest = plant("oldest", 100);
        Files.setLastModifiedTime(oldest, FileTime.from(START.minusSeconds(2)));
        Path middle = plant("middle", 100);

        assertThat(cache.prune(300)).isZero();
        assertThat(cache.prune(201)).isEqualTo(100);
        assertThat(oldest).doesNotExist();
        assertThat(middle).exists();
        assertThat(cache.prune(100)).isEqualTo(100);
        assertThat(middle).doesNotExist();
        assertThat(newest).exists();
    }

    @Test
    void of_files_of_the_same_age_enough_are_evicted() throws IOException {
        for (String name : new String[] {"aaaa", "bbbb", "cccc", "dddd"}) {
            plant(name, 100);
        }

        assertThat(cache.prune(250)).isEqualTo(200);
        assertThat(cache.bytes()).isEqualTo(200);
        assertThat(cache.prune(100)).isEqualTo(100);
        assertThat(cache.bytes()).isEqualTo(100);
    }

    @Test
    void only_files_of_the_cache_count() throws IOException {
        plant("left", 10);
        Files.write(temp.resolve("tmp/unfinished"), new byte[1000]);
        Files.write(temp.resolve("beside"), new byte[1000]);
        Files.write(Files.createDirectories(temp.resolve("kind/le/deeper")).resolve("f"), new byte[1000]);
        Path outside = Files.createDirectories(temp.resolve("tmp/outside/aa"));
        Files.write(outside.resolve("aaaa"), new byte[1000]);
        Files.createSymbolicLink(temp.resolve("link"), outside.getParent());
        Files.createSymbolicLink(temp.resolve("kind/aa"), outside);

        assertThat(cache.bytes()).isEqualTo(10);
    }

    @Test
    void a_file_that_another_process_evicts_first_does_not_count() throws IOException {
        plant("left", 10);
        plant("more", 5);
        files.before((call, path) -> {
            if (call.equals("readAttributes") && path.endsWith("left")) {
                Files.deleteIfExists(path);
            }
        });

        assertThat(cache.bytes()).isEqualTo(5);
    }

    @Test
    void a_directory_that_cannot_be_created_is_reported() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));

        assertThatThrownBy(() -> CacheDirectory.open(file, 1000, () -> START))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("creating a cache");
    }
}
