package dev.portolan.port;

import dev.portolan.model.Reference;
import java.util.Optional;
import java.util.Set;

/** Opens the repositories of one or more kinds of place. Safe to use from several threads. */
public interface Transport extends AutoCloseable {

    /** The schemes of the places that this opens, such as {@link Reference#REGISTRY}. */
    Set<String> schemes();

    /**
     * Opens a place of one of the schemes. Nothing need be there yet: a place that can be made is made by the first
     * write. Opening asks nothing of a network.
     *
     * @throws dev.portolan.error.InvalidReferenceException when the location is not one of this transport
     */
    Repository open(Reference reference);

    /**
     * Asks for what not every transport can do: {@link Catalog}, {@link AccessCheck}. Unless said otherwise, a transport
     * offers the capabilities that it implements.
     *
     * @return the capability; empty when the transport lacks it
     */
    default <C extends Capability> Optional<C> capability(Class<C> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    /** Ends all connections and threads. */
    @Override
    void close();
}
