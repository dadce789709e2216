package dev.portolan.port;

import dev.portolan.model.Reference;
import java.util.stream.Stream;

/**
 * Lists repositories (the {@code _catalog} of registries; outside of the specification, but common).
 *
 * @since 0.1.0
 */
public interface Catalog extends Capability {

    /**
     * Returns the places of all repositories at a host, without tags. The stream is lazy; close it, or read it to its
     * end.
     *
     * @param host a registry, {@code host} or {@code host:port}; other transports ignore it
     * @throws dev.portolan.error.UnsupportedException when the host does not list
     */
    Stream<Reference> repositories(String host);
}
