package dev.portolan.archive;

/** How files are extracted. Immutable; each {@code with} gives a copy. */
public final class ExtractOptions {
    private static final ExtractOptions DEFAULTS = new ExtractOptions(false, true, true, false);

    private final boolean overwrite;
    private final boolean mode;
    private final boolean times;
    private final boolean clean;

    private ExtractOptions(boolean overwrite, boolean mode, boolean times, boolean clean) {
        this.overwrite = overwrite;
        this.mode = mode;
        this.times = times;
        this.clean = clean;
    }

    /** Files that are there stay as they are; modes and times are those of the archive; nothing is removed. */
    public static ExtractOptions defaults() {
        return DEFAULTS;
    }

    /** Whether files that are there are replaced; otherwise they are skipped, and not even read. */
    public boolean overwrite() {
        return overwrite;
    }

    /** Whether files get the permission bits that the archive has for them; otherwise what the process gives new files. */
    public boolean mode() {
        return mode;
    }

    /** Whether files get the time of change that the archive has for them; otherwise the time of extraction. */
    public boolean times() {
        return times;
    }

    /** Whether what is at the destination is removed, once all has been extracted beside it. */
    public boolean clean() {
        return clean;
    }

    /** A copy that replaces files that are there, or skips them. */
    public ExtractOptions withOverwrite(boolean replace) {
        return new ExtractOptions(replace, mode, times, clean);
    }

    /** A copy that keeps the archive's permission bits, or does not. */
    public ExtractOptions withMode(boolean keep) {
        return new ExtractOptions(overwrite, keep, times, clean);
    }

    /** A copy that keeps the archive's times, or does not. */
    public ExtractOptions withTimes(boolean keep) {
        return new ExtractOptions(overwrite, mode, keep, clean);
    }

    /**
     * A copy that removes what was at the destination: all of it, or the one directory that is extracted. It is removed
     * only after everything was extracted; when something fails, it stays as it was.
     */
    public ExtractOptions withClean(boolean remove) {
        return new ExtractOptions(overwrite, mode, times, remove);
    }
}
