package dev.portolan.archive;

/** Whether to use the caches of the client. */
public enum CacheUse {
    /** Tag, manifest and index are read from the caches if present. */
    CACHED,
    /** The repository is asked even if the caches have content; its response replaces theirs. */
    FRESH
}
