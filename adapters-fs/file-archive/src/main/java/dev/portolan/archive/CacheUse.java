package dev.portolan.archive;

/** Whether the caches of the client may answer. Its repository has them when {@link dev.portolan.cache.Cached} does. */
public enum CacheUse {
    /** Tag, manifest and index come from the caches when they have them. */
    CACHED,
    /** The repository is asked, whatever the caches have; its answer replaces what they have. */
    FRESH
}
