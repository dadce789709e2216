package dev.portolan.cli;

import java.util.Locale;

/** One line of the progress display: name, percentage, bytes, rate and remaining time, as far as the width allows. */
final class ProgressLine {
    private static final int WIDE = 64;
    private static final int MEDIUM = 44;
    private static final int NARROW = 24;
    private static final long LONGEST_SECONDS = 100L * 3600 - 1;

    private ProgressLine() {}

    /**
     * Formats a line.
     *
     * @param name the name of the blob
     * @param moved bytes so far
     * @param size bytes in all
     * @param rate bytes per second; 0 if unknown
     * @param columns the width of the terminal
     */
    static String of(String name, long moved, long size, double rate, int columns) {
        // In floating point, as a hundred times the bytes may not fit a long.
        String percent =
                String.format(Locale.ROOT, "%3d%%", size == 0 ? 100 : (long) Math.min(100, 100.0 * moved / size));
        String left = remaining(moved, size, rate);
        String numbers;
        if (columns >= WIDE) {
            numbers = percent + String.format(Locale.ROOT, "  %21s  %11s  %6s", amount(moved, size), speed(rate), left);
        } else if (columns >= MEDIUM) {
            numbers = percent + String.format(Locale.ROOT, "  %11s  %6s", speed(rate), left);
        } else if (columns >= NARROW) {
            numbers = percent + String.format(Locale.ROOT, "  %6s", left);
        } else {
            numbers = percent;
        }
        int room = columns - 1 - 2 - numbers.length(); // the last column stays free: some terminals wrap there
        String shown = Terminal.fit(name, Math.max(room, 0));
        return shown + " ".repeat(Math.max(room - Terminal.width(shown), 0)) + "  " + numbers;
    }

    private static String amount(long moved, long size) {
        return Sizes.text(moved) + " / " + Sizes.text(size);
    }

    private static String speed(double rate) {
        return rate < 1 ? "" : Sizes.text((long) rate) + "/s";
    }

    private static String remaining(long moved, long size, double rate) {
        if (rate < 1 || moved >= size) {
            return moved >= size ? "0:00" : "-:--";
        }
        long seconds = Math.min((long) Math.ceil((size - moved) / rate), LONGEST_SECONDS);
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60);
    }
}
