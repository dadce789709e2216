package dev.portolan.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class MemoryTagCacheTest {
    private static final Tag V1 = Tag.of("v1");
    private static final Descriptor ONE = Sample.blob("one");

    private Instant now = Instant.EPOCH;
    private final MemoryTagCache cache = new MemoryTagCache(Duration.ofMinutes(5), () -> now);

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void a_tag_is_cached_until_it_expires() {
        cache.put("repo", V1, ONE);

        pass(Duration.ofSeconds(299));
        assertThat(cache.get("repo", V1)).contains(ONE);
        pass(Duration.ofSeconds(1));
        assertThat(cache.get("repo", V1)).isEmpty();
    }

    @Test
    void setting_a_tag_again_restarts_its_expiry() {
        cache.put("repo", V1, ONE);
        pass(Duration.ofMinutes(4));
        cache.put("repo", V1, Sample.blob("two"));
        pass(Duration.ofMinutes(4));

        assertThat(cache.get("repo", V1)).contains(Sample.blob("two"));
    }

    @Test
    void tags_of_other_repositories_are_separate() {
        cache.put("repo", V1, ONE);

        assertThat(cache.get("other", V1)).isEmpty();
        assertThat(cache.get("repo", Tag.LATEST)).isEmpty();
    }

    @Test
    void a_removed_tag_is_forgotten() {
        cache.put("repo", V1, ONE);
        cache.remove("repo", V1);

        assertThat(cache.get("repo", V1)).isEmpty();
    }

    @Test
    void above_ten_thousand_tags_the_oldest_are_forgotten() {
        for (int i = 0; i <= 10_000; i++) {
            cache.put("repo", Tag.of("t" + i), ONE);
        }

        assertThat(cache.get("repo", Tag.of("t0"))).isEmpty();
        assertThat(cache.get("repo", Tag.of("t1"))).isPresent();
        assertThat(cache.get("repo", Tag.of("t10000"))).isPresent();
    }

    @Test
    void the_longest_duration_is_accepted() {
        MemoryTagCache forEver = new MemoryTagCache(ChronoUnit.FOREVER.getDuration());
        forEver.put("repo", V1, ONE);

        assertThat(forEver.get("repo", V1)).contains(ONE);
    }

    @Test
    void a_duration_of_zero_caches_nothing_and_a_negative_one_is_refused() {
        MemoryTagCache none = new MemoryTagCache(Duration.ZERO);
        none.put("repo", V1, ONE);

        assertThat(none.get("repo", V1)).isEmpty();
        assertThatThrownBy(() -> new MemoryTagCache(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
