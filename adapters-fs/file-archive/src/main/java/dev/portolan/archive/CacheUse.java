package dev.portolan.archive;

/** Whether the caches of the client may answer. Its repository has them when {@link dev.portolan.cache.Cached} does. */
public enum CacheUse {
    /** Tag, manifest and index are read from the caches if present. */
    CACHED,
    /** The repository is asked even if the caches have content; its response replaces theirs. */
    FRESH
}
