package dev.portolan.archive;

/**
 * How files are extracted. Immutable; each {@code with} gives a copy.
 *
 * @since 0.1.0
 */
public final class ExtractOptions {
    private static final int MOST_WRITERS = 8;
    private static final ExtractOptions DEFAULTS = new ExtractOptions(
            false, true, true, false, Math.min(Runtime.getRuntime().availableProcessors(), MOST_WRITERS));

    private final boolean overwrite;
    private final boolean mode;
    private final boolean times;
    private final boolean clean;
    private final int writers;

    private ExtractOptions(boolean overwrite, boolean mode, boolean times, boolean clean, int writers) {
        this.overwrite = overwrite;
        this.mode = mode;
        this.times = times;
        this.clean = clean;
        this.writers = writers;
    }

    /** Files that are there stay as they are; modes and times are those of the archive; nothing is removed. */
    public static ExtractOptions defaults() {
        return DEFAULTS;
    }

    /** Returns whether files that are there are replaced; otherwise they are skipped, and not even read. */
    public boolean overwrite() {
        return overwrite;
    }

    /**
     * Returns whether files get the permission bits that the archive has for them; otherwise what the process gives new
     * files.
     */
    public boolean mode() {
        return mode;
    }

    /** Returns whether files get the time of change that the archive has for them; otherwise the time of extraction. */
    public boolean times() {
        return times;
    }

    /** Returns whether what is at the destination is removed, once all has been extracted beside it. */
    public boolean clean() {
        return clean;
    }

    /** Returns how many threads decode and write files. */
    public int writers() {
        return writers;
    }

    /** Returns a copy that replaces files that are there, or skips them. */
    public ExtractOptions withOverwrite(boolean replace) {
        return new ExtractOptions(replace, mode, times, clean, writers);
    }

    /** Returns a copy that keeps the archive's permission bits, or does not. */
    public ExtractOptions withMode(boolean keep) {
        return new ExtractOptions(overwrite, keep, times, clean, writers);
    }

    /** Returns a copy that keeps the archive's times, or does not. */
    public ExtractOptions withTimes(boolean keep) {
        return new ExtractOptions(overwrite, mode, keep, clean, writers);
    }

    /**
     * Returns a copy that removes what was at the destination: all of it, or the one directory that is extracted. It is
     * removed only after everything was extracted; when something fails, it stays as it was.
     */
    public ExtractOptions withClean(boolean remove) {
        return new ExtractOptions(overwrite, mode, times, remove, writers);
    }

    /** Returns a copy with another number of threads, at least 1. */
    public ExtractOptions withWriters(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("less than 1: " + threads);
        }
        return new ExtractOptions(overwrite, mode, times, clean, threads);
    }
}
