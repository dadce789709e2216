package dev.portolan.archive.cache;

/**
 * How often each cache of a client had what was wanted; all zero for a cache that there is none of.
 *
 * @param tags what tags name
 * @param manifests manifests
 * @param indexes indexes
 * @param contents files
 * @param blocks blocks of data
 * @since 0.1.0
 */
public record CacheStatistics(Count tags, Count manifests, Count indexes, Count contents, Count blocks) {

    /**
     * One cache's count.
     *
     * @param hits how often it had what was wanted
     * @param misses how often it did not
     */
    public record Count(long hits, long misses) {}
}
