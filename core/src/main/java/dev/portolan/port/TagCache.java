package dev.portolan.port;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Tag;
import java.util.Optional;

/**
 * A cache of the digests of tags, for a limited time. Safe to use from several threads.
 *
 * @since 0.1.0
 */
public interface TagCache {

    /**
     * Returns what the tag resolved to when it was last resolved.
     *
     * @param repository the repository's {@link ContentStore#name}
     * @return the manifest's descriptor; empty when it is not cached, or has expired
     */
    Optional<Descriptor> get(String repository, Tag tag);

    /** Caches the manifest of a tag. */
    void put(String repository, Tag tag, Descriptor manifest);

    /** Removes a tag from the cache. */
    void remove(String repository, Tag tag);
}
