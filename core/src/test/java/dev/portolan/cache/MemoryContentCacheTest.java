package dev.portolan.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryContentCacheTest {
    private final MemoryContentCache cache = new MemoryContentCache(1 << 20);

    private static Content content(String text) {
        return Content.of(Sample.bytes(text));
    }

    private static byte[] read(Content content) throws IOException {
        return content.open().readAllBytes();
    }

    @Test
    void stored_content_is_found() throws IOException {
        cache.put(Sample.blob("a"), content("a"));

        Content kept = cache.get(Sample.blob("a")).orElseThrow();
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        kept.writeTo(buffer -> taken.write(buffer.get()));
        assertThat(read(kept)).isEqualTo(Sample.bytes("a"));
        assertThat(taken.toByteArray()).isEqualTo(Sample.bytes("a"));
        assertThat(kept.verifies(Sample.blob("a").digest())).isTrue();
        assertThat(kept.verifies(Sample.blob("b").digest())).isFalse();
        assertThat(cache.get(Sample.blob("b"))).isEmpty();
    }

    @Test
    void content_is_found_by_its_digest() {
        cache.put(Sample.blob("abc"), content("abc"));

        assertThat(cache.stat(Sample.blob("abc").digest()))
                .map(Descriptor::size)
                .contains(3L);
        assertThat(cache.stat(Sample.blob("b").digest())).isEmpty();
    }

    @Test
    void content_is_not_found_under_another_size() {
        cache.put(Sample.blob("abc"), content("abc"));

        assertThat(cache.get(Descriptor.of("application/x", Sample.blob("abc").digest(), 4)))
                .isEmpty();
    }

    @Test
    void content_that_differs_from_its_descriptor_is_not_stored() {
        assertThatThrownBy(() -> cache.put(Sample.blob("a"), content("b")))
                .isInstanceOf(ContentMismatchException.class);
        assertThatThrownBy(() -> cache.put(Sample.blob("abc"), content("ab")))
                .isInstanceOf(ContentMismatchException.class);

        assertThat(cache.get(Sample.blob("a"))).isEmpty();
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void the_least_recently_used_content_is_evicted_first() {
        MemoryContentCache small = new MemoryContentCache(10_000);
        for (int i = 0; i < 20; i++) {
            put(small, i);
        }
        for (int i = 20; i < 100; i++) {
            assertThat(small.get(Sample.blob(text(19)))).isPresent();
            put(small, i);
        }

        assertThat(small.get(Sample.blob(text(19)))).isPresent();
        assertThat(small.get(Sample.blob(text(18)))).isEmpty();
        assertThat(small.get(Sample.blob(text(99)))).isPresent();
        assertThat(small.bytes()).isBetween(8_000L, 10_000L);
    }

    private static String text(int i) {
        return "x".repeat(500) + i;
    }

    private static void put(MemoryContentCache cache, int i) {
        cache.put(Sample.blob(text(i)), content(text(i)));
    }

    @Test
    void the_same_content_counts_once() {
        cache.put(Sample.blob("a"), content("a"));
        long bytes = cache.bytes();
        cache.put(Sample.blob("a"), content("a"));

        assertThat(cache.bytes()).isEqualTo(bytes);
    }

    @Test
    void content_that_does_not_fit_is_not_opened() {
        AtomicInteger opened = new AtomicInteger();
        Content large = () -> {
            opened.incrementAndGet();
            return content("x").open();
        };
        Descriptor huge = Descriptor.of("application/x", Digest.sha256(new byte[0]), Long.MAX_VALUE);

        new MemoryContentCache(1000).put(Sample.blob("x".repeat(900)), large);
        new MemoryContentCache(0).put(Sample.blob("x"), large);
        cache.put(huge, large);

        assertThat(opened).hasValue(0);
    }

    @Test
    void removed_content_is_not_found() {
        cache.put(Sample.blob("a"), content("a"));
        cache.remove(Sample.blob("a"));
        cache.remove(Sample.blob("a"));

        assertThat(cache.get(Sample.blob("a"))).isEmpty();
        assertThat(cache.bytes()).isZero();
    }
}
