package dev.portolan.archive.cache;

/**
 * The hits and misses of each cache of file archives. A cache that is not configured counts nothing.
 *
 * @param contents files
 * @param blocks blocks of data
 */
public record CacheStatistics(Count contents, Count blocks) {

    /**
     * The count of one cache.
     *
     * @param hits the number of hits
     * @param misses the number of misses
     */
    public record Count(long hits, long misses) {}
}
