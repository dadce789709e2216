package dev.portolan.archive;

/**
 * Whether caches are used.
 *
 * @since 0.1.0
 */
public enum CacheUse {
    /** Cached content is used. */
    CACHED,
    /** Content is read again, and the caches are updated. */
    FRESH
}
