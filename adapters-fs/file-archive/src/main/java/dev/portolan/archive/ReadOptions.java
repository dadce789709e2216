package dev.portolan.archive;

/**
 * How the files of an archive are read together.
 *
 * @param maxRange the longest range of one request, in bytes; a single file may be longer
 * @param concurrency how many ranges are read at a time
 * @param readAhead how many bytes of a range are kept in memory while the files before it are used
 */
record ReadOptions(long maxRange, int concurrency, int readAhead) {
    static final ReadOptions DEFAULTS = new ReadOptions(32 << 20, 4, 4 << 20);
}
