package dev.portolan.archive.cache;

/**
 * Counts how often each cache of file archives had what was wanted. A cache that was not configured counts nothing.
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
