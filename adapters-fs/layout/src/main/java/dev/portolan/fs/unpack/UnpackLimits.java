package dev.portolan.fs.unpack;

/**
 * Bounds of what one tar may become on disk. Passing one is a {@link dev.portolan.error.LimitExceededException} that
 * names it.
 *
 * @param entries the most entries, directories that are only implied included
 * @param bytes the most bytes of all files together
 * @param ratio how many times larger than the compressed bytes the tar may be, once it is larger than 4 GiB
 */
public record UnpackLimits(long entries, long bytes, long ratio) {
    /** From here on the ratio counts, in bytes. */
    static final long RATIO_COUNTS_FROM = 4L << 30;

    /**
     * A million entries, 1 TiB, and a ratio of 1,100, which is a little more than gzip ever reaches.
     */
    public static final UnpackLimits DEFAULT = new UnpackLimits(1_000_000, 1L << 40, 1_100);

    /** Refuses bounds below 1. */
    public UnpackLimits {
        if (entries < 1 || bytes < 1 || ratio < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
    }

    /** A copy with another bound on the number of entries. */
    public UnpackLimits withEntries(long most) {
        return new UnpackLimits(most, bytes, ratio);
    }

    /** A copy with another bound on the bytes of all files together. */
    public UnpackLimits withBytes(long most) {
        return new UnpackLimits(entries, most, ratio);
    }

    /** A copy with another bound on how much larger the tar may be than what it was compressed to. */
    public UnpackLimits withRatio(long most) {
        return new UnpackLimits(entries, bytes, most);
    }
}
