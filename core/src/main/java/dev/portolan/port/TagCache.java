package dev.portolan.port;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Tag;
import java.util.Optional;

/**
 * Remembers for a time what a tag names. Safe to use from several threads.
 *
 * @since 0.1.0
 */
public interface TagCache {

    /**
     * Returns what the tag resolved to when it was last resolved.
     *
     * @param repository the repository's {@link ContentStore#name}
     * @return the manifest's descriptor; empty when it is not remembered, or for too long
     */
    Optional<Descriptor> get(String repository, Tag tag);

    /** Remembers what a tag names now. */
    void put(String repository, Tag tag, Descriptor manifest);

    /** Forgets a tag. */
    void remove(String repository, Tag tag);
}
