package dev.portolan.archive;

/**
 * Whether what is remembered is good enough.
 *
 * @since 0.1.0
 */
public enum CacheUse {
    /** What the caches have is taken from them. */
    CACHED,
    /** The place is asked, whatever the caches have; what it answers replaces that. */
    FRESH
}
