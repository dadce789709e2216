package dev.portolan.archive.cache;

/**
 * The hits and misses of each cache; all zero for a missing cache.
 *
 * @param tags the tag cache
 * @param manifests the manifest cache
 * @param indexes the index cache
 * @param contents the content cache
 * @param blocks the block cache
 * @since 0.1.0
 */
public record CacheStatistics(Count tags, Count manifests, Count indexes, Count contents, Count blocks) {

    /**
     * The count of one cache.
     *
     * @param hits the number of hits
     * @param misses the number of misses
     */
    public record Count(long hits, long misses) {}
}
