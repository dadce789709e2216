package dev.portolan.fs.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.fs.files.Trees;
import dev.portolan.model.Descriptor;
import dev.portolan.port.ContentCache;
import dev.portolan.testkit.contract.ContentCacheContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskContentCacheTest extends ContentCacheContract {
    @TempDir
    Path temp;

    @Override
    protected ContentCache freshCache() {
        return DiskContentCache.in(temp.resolve("cache"), 16 << 20);
    }

    @Override
    protected boolean damage(Descriptor kept) {
        try {
            Path file = fileOf(kept);
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void damaged_large_content_is_detected_while_reading_and_dropped() throws IOException {
        byte[] bytes = bytes(1, 2 << 20);
        Descriptor large = Descriptor.of("x", bytes);
        ContentCache cache = freshCache();
        cache.put(large, Content.of(bytes));
        damage(large);
        Content content = cache.get(large).orElseThrow();
        assertThat(content.verifies(large.digest())).isTrue();
        assertThatThrownBy(() -> content.writeTo(buffer -> {})).isInstanceOf(ContentMismatchException.class);
        assertThat(cache.get(large)).isEmpty();
    }

    @Test
    void truncated_content_is_dropped() throws IOException {
        byte[] bytes = bytes(1, 5000);
        Descriptor descriptor = Descriptor.of("x", bytes);
        ContentCache cache = freshCache();
        cache.put(descriptor, Content.of(bytes));
        Files.write(fileOf(descriptor), Arrays.copyOf(bytes, 4999));
        assertThat(cache.get(descriptor)).isEmpty();
        assertThat(fileOf(descriptor)).doesNotExist();
    }

    @Test
    void another_process_finds_the_cached_entry() {
        byte[] bytes = bytes(1, 5000);
        Descriptor descriptor = Descriptor.of("x", bytes);
        freshCache().put(descriptor, Content.of(bytes));
        assertThat(freshCache().get(descriptor)).isPresent();
    }

    @Test
    void the_least_recently_used_content_is_evicted_first() throws IOException {
        Instant start = Instant.parse("2025-01-01T00:00:00Z");
        Descriptor[] descriptors = new Descriptor[20];
        for (int i = 0; i < descriptors.length; i++) {
            byte[] bytes = bytes(i, 1000);
            descriptors[i] = Descriptor.of("x", bytes);
            at(start.plusSeconds(3600L * i)).put(descriptors[i], Content.of(bytes));
            at(start.plusSeconds(3600L * i + 120)).get(descriptors[0]);
        }
        ContentCache cache = at(start.plus(Duration.ofDays(2)));
        assertThat(cache.get(descriptors[0])).as("used all the time").isPresent();
        assertThat(cache.get(descriptors[1])).as("the oldest").isEmpty();
        assertThat(cache.get(descriptors[19])).as("the newest").isPresent();
        assertThat(sizeOfAll()).isLessThanOrEqualTo(10_000);
    }

    /** Each time as another process that knows nothing of the ones before. */
    private ContentCache at(Instant time) {
        return DiskContentCache.in(temp.resolve("cache"), 10_000, Clock.fixed(time, ZoneOffset.UTC));
    }

    @Test
    void one_process_stays_within_the_limit() throws IOException {
        ContentCache cache = DiskContentCache.in(temp.resolve("cache"), 100_000);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = bytes(i, 1000);
            cache.put(Descriptor.of("x", bytes), Content.of(bytes));
            if (i % 50 == 0) {
                assertThat(sizeOfAll()).isLessThanOrEqualTo(105_000);
            }
        }
        assertThat(sizeOfAll()).isBetween(50_000L, 105_000L);
    }

    @Test
    void content_larger_than_the_cache_is_not_stored() {
        byte[] bytes = bytes(1, 5000);
        ContentCache cache = DiskContentCache.in(temp.resolve("cache"), 4999);
        cache.put(Descriptor.of("x", bytes), Content.of(bytes));
        assertThat(cache.get(Descriptor.of("x", bytes))).isEmpty();
    }

    @Test
    void content_already_stored_is_not_read_again() {
        byte[] bytes = bytes(1, 5000);
        Descriptor descriptor = Descriptor.of("x", bytes);
        freshCache().put(descriptor, Content.of(bytes));
        freshCache().put(descriptor, () -> {
            throw new IOException("must not be opened");
        });
    }

    @Test
    void files_of_a_killed_process_are_removed_later() throws IOException {
        ContentCache cache = DiskContentCache.in(temp.resolve("cache"), 1000);
        Path left = Files.write(temp.resolve("cache/tmp/left"), new byte[10]);
        Path fresh = Files.write(temp.resolve("cache/tmp/fresh"), new byte[10]);
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        byte[] bytes = bytes(1, 500);
        cache.put(Descriptor.of("x", bytes), Content.of(bytes));
        assertThat(left).doesNotExist();
        assertThat(fresh).exists();
    }

    @Test
    void a_cache_cleared_by_another_program_continues() throws IOException {
        byte[] bytes = bytes(1, 500);
        Descriptor descriptor = Descriptor.of("x", bytes);
        ContentCache cache = freshCache();
        cache.put(descriptor, Content.of(bytes));
        Trees.delete(temp.resolve("cache/sha256"));
        assertThat(cache.get(descriptor)).isEmpty();
        cache.put(descriptor, Content.of(bytes));
        assertThat(cache.get(descriptor)).isPresent();
    }

    private Path fileOf(Descriptor descriptor) {
        String hex = descriptor.digest().hex();
        return temp.resolve("cache")
                .resolve(descriptor.digest().algorithm().id())
                .resolve(hex.substring(0, 2))
                .resolve(hex);
    }

    private long sizeOfAll() throws IOException {
        try (Stream<Path> files = Files.walk(temp.resolve("cache"))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static byte[] bytes(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
