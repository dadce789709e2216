package dev.portolan.examples.analysiscache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class SnapshotTagsTest {
    private static final LocalDate SUNDAY = LocalDate.of(2026, 2, 8);

    @Test
    void a_weekday_has_a_date_tag_and_latest() {
        assertThat(SnapshotTags.of(LocalDate.of(2026, 2, 5))).containsExactly("2026-02-05", "latest");
    }

    @Test
    void a_sunday_has_the_tag_weekly_too() {
        assertThat(SnapshotTags.of(SUNDAY)).containsExactly("2026-02-08", "latest", "weekly");
    }

    @Test
    void no_other_day_has_the_tag_weekly() {
        assertThat(SUNDAY.plusDays(1).datesUntil(SUNDAY.plusDays(7)).map(SnapshotTags::of))
                .hasSize(6)
                .allSatisfy(tags -> assertThat(tags).doesNotContain("weekly"));
    }

    @Test
    void the_date_is_in_utc() {
        Clock saturdayEveningInHonolulu =
                Clock.fixed(Instant.parse("2026-02-08T05:00:00Z"), ZoneId.of("Pacific/Honolulu"));

        assertThat(SnapshotTags.today(saturdayEveningInHonolulu)).containsExactly("2026-02-08", "latest", "weekly");
    }
}
