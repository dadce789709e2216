package dev.portolan;

import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.Reference;
import dev.portolan.port.Capability;
import dev.portolan.port.Transport;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The transports of a client: selects one by scheme, and closes all of them. */
final class Transports implements AutoCloseable {
    private final Map<String, Transport> byScheme;
    private final Set<Transport> given;
    private volatile boolean closed;

    /**
     * Transports.
     *
     * @param byScheme the transports to use
     * @param given the transports to close, each once
     */
    Transports(Map<String, Transport> byScheme, Collection<Transport> given) {
        this.byScheme = Map.copyOf(byScheme);
        this.given = new LinkedHashSet<>(given);
    }

    /**
     * Returns the transport for a scheme.
     *
     * @throws IllegalStateException when the client was closed
     */
    Transport of(String scheme) {
        if (closed) {
            throw new IllegalStateException("the client was closed");
        }
        Transport transport = byScheme.get(scheme);
        if (transport == null) {
            throw new UnsupportedException(Problem.of("no transport for references with the scheme " + scheme)
                    .because("this client has " + this)
                    .advice("add the transport to the client's builder"));
        }
        return transport;
    }

    /** Returns a capability of the transport for registries. */
    <C extends Capability> C capability(Class<C> type, String host) {
        return of(Reference.REGISTRY).capability(type).orElseThrow(() -> OpenReference.unsupported(type, host));
    }

    /** Returns the schemes. */
    @Override
    public String toString() {
        return byScheme.keySet().stream().sorted().collect(Collectors.joining(", "));
    }

    /** Closes all of them, even if one fails. */
    @Override
    public void close() {
        closed = true;
        RuntimeException failure = null;
        for (Transport transport : given) {
            try {
                transport.close();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
