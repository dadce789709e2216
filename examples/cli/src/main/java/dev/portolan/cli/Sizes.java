package dev.portolan.cli;

/** Sizes for people. */
final class Sizes {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Sizes() {}

    /** Returns a number of bytes, with one decimal from 1 KiB on. */
    static String text(long bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        // String.format would load the data of a locale, which takes 20 ms.
        long tenths = Math.round(value * 10);
        return unit == 0 ? bytes + " B" : tenths / 10 + "." + tenths % 10 + " " + UNITS[unit];
    }
}
