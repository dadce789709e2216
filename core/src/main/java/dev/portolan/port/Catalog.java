package dev.portolan.port;

import dev.portolan.model.Reference;
import java.util.stream.Stream;

/**
 * Lists repositories (the {@code _catalog} of registries, which is common but not part of the specification).
 *
 * @since 0.1.0
 */
public interface Catalog extends Capability {

    /**
     * Returns references to all repositories of a host, without tags. The stream is lazy; close it, or read it to its
     * end.
     *
     * @param host a registry, {@code host} or {@code host:port}; other transports ignore it
     * @throws dev.portolan.error.UnsupportedException when the host has no catalog
     */
    Stream<Reference> repositories(String host);
}
