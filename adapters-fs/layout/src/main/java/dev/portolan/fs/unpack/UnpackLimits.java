package dev.portolan.fs.unpack;

import dev.portolan.fs.compress.DecompressionLimit;

/**
 * Limits for unpacking one tar. Exceeding one is a {@link dev.portolan.error.LimitExceededException} that
 * names it.
 *
 * @param entries the number of entries, including implied directories
 * @param bytes the total size of all files, in bytes
 * @param ratio the ratio of the tar's size to its compressed size, once it is larger than 1 GiB
 * @since 0.1.0
 */
public record UnpackLimits(long entries, long bytes, long ratio) {
    /** From here on the ratio counts, in bytes. */
    private static final long FREE = 1L << 30;
    /** Room for the headers of an entry, in bytes. */
    private static final long HEADERS = 4096;

    /**
     * A million entries, 1 TiB, and a ratio of 500. gzip cannot exceed 1,032, which only content of almost nothing but
     * zeros reaches; zstd has no such bound.
     */
    public static final UnpackLimits DEFAULT = new UnpackLimits(1_000_000, 1L << 40, 500);

    /** Refuses limits below 1. */
    public UnpackLimits {
        if (entries < 1 || bytes < 1 || ratio < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
    }

    /** Returns a copy with another limit on the number of entries. */
    public UnpackLimits withEntries(long most) {
        return new UnpackLimits(most, bytes, ratio);
    }

    /** Returns a copy with another limit on the bytes of all files together. */
    public UnpackLimits withBytes(long most) {
        return new UnpackLimits(entries, most, ratio);
    }

    /** Returns a copy with another limit on how much larger the tar may be than its compressed bytes. */
    public UnpackLimits withRatio(long most) {
        return new UnpackLimits(entries, bytes, most);
    }

    DecompressionLimit decompression() {
        long headers = entries > Long.MAX_VALUE / 2 / HEADERS ? Long.MAX_VALUE / 2 : entries * HEADERS;
        long total = bytes > Long.MAX_VALUE - headers ? Long.MAX_VALUE : bytes + headers;
        return new DecompressionLimit(total, ratio, FREE, "UnpackLimits");
    }
}
