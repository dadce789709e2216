package dev.portolan.examples.analysiscache;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** The tags of a day's snapshot. */
public final class SnapshotTags {
    private SnapshotTags() {}

    /** The date, {@code latest}, and on Sundays {@code weekly}. */
    public static List<String> of(LocalDate date) {
        return date.getDayOfWeek() == DayOfWeek.SUNDAY
                ? List.of(date.toString(), "latest", "weekly")
                : List.of(date.toString(), "latest");
    }

    /** The tags of today, in UTC wherever this runs. */
    public static List<String> today(Clock clock) {
        return of(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }
}
