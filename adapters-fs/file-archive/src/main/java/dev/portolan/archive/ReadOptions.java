package dev.portolan.archive;

/** How files of an archive are read: in ranges of neighbours, several at a time. Immutable. */
public final class ReadOptions {
    private static final ReadOptions DEFAULTS = new ReadOptions(32 << 20, 4, 4 << 20);

    private final long maxRange;
    private final int concurrency;
    private final int readAhead;

    private ReadOptions(long maxRange, int concurrency, int readAhead) {
        if (maxRange < 1 || concurrency < 1 || readAhead < 1) {
            throw new IllegalArgumentException("a number that is too small");
        }
        this.maxRange = maxRange;
        this.concurrency = concurrency;
        this.readAhead = readAhead;
    }

    /** Ranges of up to 32 MiB, four at a time, and 4 MiB read ahead in each. */
    public static ReadOptions defaults() {
        return DEFAULTS;
    }

    /** Returns the longest range of one request, in bytes; a single file may be longer. */
    public long maxRange() {
        return maxRange;
    }

    /** Returns how many ranges are read at a time. */
    public int concurrency() {
        return concurrency;
    }

    /** Returns how many bytes of a range are kept in memory while the files before it are used. */
    public int readAhead() {
        return readAhead;
    }

    /** Returns a copy with another longest range, in bytes. */
    public ReadOptions withMaxRange(long bytes) {
        return new ReadOptions(bytes, concurrency, readAhead);
    }

    /** Returns a copy with another number of ranges at a time. */
    public ReadOptions withConcurrency(int ranges) {
        return new ReadOptions(maxRange, ranges, readAhead);
    }

    /** Returns a copy with another number of bytes that are read ahead. */
    public ReadOptions withReadAhead(int bytes) {
        return new ReadOptions(maxRange, concurrency, bytes);
    }
}
