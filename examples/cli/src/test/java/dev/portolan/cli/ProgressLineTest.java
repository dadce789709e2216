package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The lines of the progress display, at any width. */
class ProgressLineTest {
    private static final long MIB = 1 << 20;

    @Test
    void has_name_bytes_rate_and_remaining_time_at_80_columns() {
        assertThat(ProgressLine.of("model.bin", 30 * MIB, 120 * MIB, 10 * MIB, 80))
                .matches("model\\.bin +25%   30\\.0 MiB / 120\\.0 MiB +10\\.0 MiB/s +0:09");
    }

    @Test
    void keeps_percentage_rate_and_time_at_60_columns() {
        assertThat(ProgressLine.of("a-rather-long-name-of-a-layer.tar.gz", 30 * MIB, 120 * MIB, 10 * MIB, 60))
                .matches("a-rather-.*tar\\.gz +25%  +10\\.0 MiB/s +0:09");
    }

    @Test
    void keeps_percentage_and_time_at_30_columns() {
        assertThat(ProgressLine.of("a-rather-long-name.tar.gz", 30 * MIB, 120 * MIB, 10 * MIB, 30))
                .matches("a-r.*gz +25% +0:09");
    }

    @Property
    void never_reaches_the_last_column_or_joins_the_name_to_a_number(
            @ForAll String name,
            @ForAll @LongRange(min = 0) long moved,
            @ForAll @LongRange(min = 0) long size,
            @ForAll @DoubleRange(min = 0, max = 1e12) double rate,
            @ForAll @IntRange(min = 8, max = 300) int columns) {
        String line = ProgressLine.of(dev.portolan.error.Text.clean(name), moved, size, rate, columns);

        assertThat(Terminal.width(line)).isLessThan(columns);
        assertThat(line).containsPattern("  +\\d{1,3}%");
    }
}
