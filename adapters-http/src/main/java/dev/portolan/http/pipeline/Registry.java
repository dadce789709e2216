package dev.portolan.http.pipeline;

import dev.portolan.http.wire.Uris;
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A registry, and the address of its API. */
public final class Registry {
    private final String name;
    private final Supplier<URI> address;
    private volatile @Nullable URI base;

    /**
     * A registry whose address is found when the first request is sent to it.
     *
     * @param name its name in references and credentials: {@code host} or {@code host:port}
     * @param address the address of its API, without a path
     */
    public Registry(String name, Supplier<URI> address) {
        this.name = name;
        this.address = address;
    }

    /** Returns its name in references and credentials: {@code host} or {@code host:port}. */
    public String name() {
        return name;
    }

    /** Returns the address of its API, without a path. */
    public URI base() {
        URI known = base;
        if (known == null) {
            known = address.get();
            base = known;
        }
        return known;
    }

    /** Returns the address of an endpoint; the path is used unchanged, from {@code /v2/} on. */
    public URI at(String path) {
        return URI.create(base() + path);
    }

    /** Returns whether an address is this registry's own, so that credentials may go there. */
    boolean owns(URI uri) {
        return Uris.sameOrigin(base(), uri);
    }

    /** Returns whether it is reached without TLS. */
    boolean plain() {
        return base().getScheme().equals("http");
    }
}
