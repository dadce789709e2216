package dev.portolan.archive;

/**
 * The options of an extraction. Immutable; each {@code with} method returns a copy.
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

    /**
     * Returns the default options: existing files are kept, modes and times are those of the archive, and nothing is
     * removed.
     */
    public static ExtractOptions defaults() {
        return DEFAULTS;
    }

    /** Returns whether existing files are replaced; otherwise they are skipped and not read. */
    public boolean overwrite() {
        return overwrite;
    }

    /**
     * Returns whether files get the permission bits of the archive; otherwise the default of the process.
     */
    public boolean mode() {
        return mode;
    }

    /** Returns whether files get the modification times of the archive; otherwise the time of extraction. */
    public boolean times() {
        return times;
    }

    /** Returns whether the content of the destination is replaced, after everything has been extracted. */
    public boolean clean() {
        return clean;
    }

    /** Returns how many threads decode and write files. */
    public int writers() {
        return writers;
    }

    /** Returns a copy that replaces existing files, or skips them. */
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
     * Returns a copy that replaces the content of the destination: all of it, or the one directory that is extracted.
     * The old content is removed only after everything was extracted; on failure it is unchanged.
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
