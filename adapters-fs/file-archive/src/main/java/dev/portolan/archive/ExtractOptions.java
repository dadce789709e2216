package dev.portolan.archive;

/**
 * The options of an extraction. Immutable; each {@code with} method returns a copy.
 *
 * @since 0.1.0
 */
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

    /**
     * Returns the default options: no existing file is replaced, modes and times are those of the archive, and nothing is
     * removed.
     */
    public static ExtractOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns whether existing files are replaced; otherwise those with the same content are skipped, and others are
     * refused before anything is written.
     */
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

    /** Returns a copy that replaces existing files, or refuses those with other content. */
    public ExtractOptions withOverwrite(boolean replace) {
        return new ExtractOptions(replace, mode, times, clean);
    }

    /** Returns a copy that keeps the archive's permission bits, or does not. */
    public ExtractOptions withMode(boolean keep) {
        return new ExtractOptions(overwrite, keep, times, clean);
    }

    /** Returns a copy that keeps the archive's times, or does not. */
    public ExtractOptions withTimes(boolean keep) {
        return new ExtractOptions(overwrite, mode, keep, clean);
    }

    /**
     * Returns a copy that replaces the content of the destination: all of it, or the one directory that is extracted.
     * The old content is removed only after everything was extracted; on failure it is unchanged.
     */
    public ExtractOptions withClean(boolean remove) {
        return new ExtractOptions(overwrite, mode, times, remove);
    }
}
