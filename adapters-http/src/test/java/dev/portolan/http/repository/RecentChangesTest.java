package dev.portolan.http.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecentChangesTest {
    private static final Instant START = Instant.EPOCH;
    private static final Digest SUBJECT = digest("subject");

    private final RecentChanges<String> changes = new RecentChanges<>();

    private static Digest digest(String text) {
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private void change(String name, int seconds) {
        changes.add(SUBJECT, digest(name), name, START.plusSeconds(seconds));
    }

    @Test
    void a_list_that_changes_all_the_time_keeps_only_its_recent_changes() {
        change("a", 0);
        change("b", 6);
        change("c", 12);

        assertThat(changes.of(SUBJECT, START.plusSeconds(6))).containsExactly("b", "c");
    }

    @Test
    void a_forgotten_change_is_gone() {
        change("a", 0);
        change("b", 0);

        changes.forget(SUBJECT, digest("a"));

        assertThat(changes.of(SUBJECT, START)).containsExactly("b");
    }
}
