package dev.portolan.archive;

/**
 * Options for reading several files at once. Immutable; each {@code with} method returns a copy.
 *
 * @since 0.1.0
 */
public final class ReadOptions {
    private static final ReadOptions DEFAULTS = new ReadOptions(64 << 10, 32 << 20, 4, 4 << 20);

    private final int maxGap;
    private final long maxRange;
    private final int concurrency;
    private final int readAhead;

    private ReadOptions(int maxGap, long maxRange, int concurrency, int readAhead) {
        if (maxGap < 0 || maxRange < 1 || concurrency < 1 || readAhead < 1) {
            throw new IllegalArgumentException("the numbers must be positive");
        }
        this.maxGap = maxGap;
        this.maxRange = maxRange;
        this.concurrency = concurrency;
        this.readAhead = readAhead;
    }

    /**
     * Returns the default options: gaps of up to 64 KiB, ranges of up to 32 MiB, four at a time, and 4 MiB of each read
     * ahead.
     */
    public static ReadOptions defaults() {
        return DEFAULTS;
    }

    /** Returns how many unused bytes between two files are read to save a second request. */
    public int maxGap() {
        return maxGap;
    }

    /** Returns the longest range per request, in bytes; a single file may be longer. */
    public long maxRange() {
        return maxRange;
    }

    /** Returns the number of concurrent range requests. */
    public int concurrency() {
        return concurrency;
    }

    /** Returns how many bytes of a range are kept in memory while earlier files are being used. */
    public int readAhead() {
        return readAhead;
    }

    /** Returns a copy with another gap, in bytes. */
    public ReadOptions withMaxGap(int bytes) {
        return new ReadOptions(bytes, maxRange, concurrency, readAhead);
    }

    /** Returns a copy with another longest range, in bytes. */
    public ReadOptions withMaxRange(long bytes) {
        return new ReadOptions(maxGap, bytes, concurrency, readAhead);
    }

    /** Returns a copy with another number of ranges at a time. */
    public ReadOptions withConcurrency(int ranges) {
        return new ReadOptions(maxGap, maxRange, ranges, readAhead);
    }

    /** Returns a copy with another number of bytes that are read ahead. */
    public ReadOptions withReadAhead(int bytes) {
        return new ReadOptions(maxGap, maxRange, concurrency, bytes);
    }
}
