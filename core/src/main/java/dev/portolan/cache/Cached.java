package dev.portolan.cache;

import dev.portolan.port.Capability;
import dev.portolan.port.Repository;

/**
 * A repository with caches that can be bypassed.
 *
 * @since 0.1.0
 */
public interface Cached extends Capability {

    /**
     * Returns the same repository without reading from caches. What is read, including tags, refreshes the caches.
     * Closing it closes this repository.
     */
    Repository fresh();
}
