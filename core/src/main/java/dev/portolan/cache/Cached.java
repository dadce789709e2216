package dev.portolan.cache;

import dev.portolan.port.Capability;
import dev.portolan.port.Repository;

/**
 * A repository that answers from caches, and can be asked not to.
 *
 * @since 0.1.0
 */
public interface Cached extends Capability {

    /**
     * Returns the same place, of which nothing is read from a cache; what is read, tags among it, refreshes the caches.
     * Closing it closes the repository that it was asked of.
     */
    Repository fresh();
}
