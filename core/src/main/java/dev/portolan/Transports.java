package dev.portolan;

import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.Reference;
import dev.portolan.port.Capability;
import dev.portolan.port.Transport;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The transports of a client: selects one by scheme, and closes all of them. */
final class Transports implements AutoCloseable {
    private final Map<String, Transport> byScheme;
    private final Set<Transport> given;

    /**
     * Transports.
     *
     * @param byScheme those that are asked
     * @param given those that are closed, each once: as they were given, and whatever they are used for
     */
    Transports(Map<String, Transport> byScheme, Set<Transport> given) {
        this.byScheme = Map.copyOf(byScheme);
        this.given = new LinkedHashSet<>(given);
    }

    Transport of(String scheme) {
        Transport transport = byScheme.get(scheme);
        if (transport == null) {
            throw new UnsupportedException(Problem.of("no transport for references with the scheme " + scheme)
                    .because("this client has "
                            + byScheme.keySet().stream().sorted().toList())
                    .advice("add the transport to the client's builder"));
        }
        return transport;
    }

    /** Returns a capability of the transport for registries. */
    <C extends Capability> C capability(Class<C> type, String host) {
        return of(Reference.REGISTRY).capability(type).orElseThrow(() -> OpenReference.unsupported(type, host));
    }

    /** Closes all of them, whatever one of them says. */
    @Override
    public void close() {
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
