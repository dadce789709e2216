package dev.portolan.http.access;

import dev.portolan.http.wire.Uris;
import java.net.URI;

/**
 * A registry, and where its API is.
 *
 * @param name what references and credentials call it: {@code host} or {@code host:port}
 * @param base the address of its API, without a path
 */
public record Registry(String name, URI base) {

    /** Returns the address of an endpoint; the path starts with {@code /v2/} and is used unchanged. */
    public URI at(String path) {
        return URI.create(base + path);
    }

    /** Returns whether an address is this registry's own, so that credentials may go there. */
    boolean owns(URI uri) {
        return Uris.sameOrigin(base, uri);
    }

    /** Returns whether it is talked to without TLS. */
    boolean plain() {
        return base.getScheme().equals("http");
    }
}
