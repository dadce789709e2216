package dev.portolan.port;

import dev.portolan.model.Reference;
import java.util.Optional;
import java.util.Set;

/**
 * Opens the repositories of one or more schemes. Safe to use from several threads.
 *
 * @since 0.1.0
 */
public interface Transport extends AutoCloseable {

    /** Returns the schemes of the references that this transport opens, such as {@link Reference#REGISTRY}. */
    Set<String> schemes();

    /**
     * Splits a reference into its location and its name, where only this transport can tell them apart: the path of a
     * layout from the name of an entry. Returns other references as they are.
     *
     * @throws dev.portolan.error.InvalidReferenceException when the reference is not one of this transport
     */
    default Reference locate(Reference reference) {
        return reference;
    }

    /**
     * Opens the repository of a reference, whose tag and digest do not matter. Nothing need exist yet: the first write
     * creates what it needs. Opening sends no request.
     *
     * @throws dev.portolan.error.InvalidReferenceException when the location is not one of this transport
     */
    Repository open(Reference reference);

    /**
     * Opens the repository of a reference to write to it. It is the same as {@link #open}, unless a configuration has
     * repositories read elsewhere than they are written: then questions about this one, too, go to where it is written.
     *
     * @throws dev.portolan.error.InvalidReferenceException when the location is not one of this transport
     */
    default Repository openTarget(Reference reference) {
        return open(reference);
    }

    /**
     * Returns an optional capability, such as {@link Catalog} or {@link AccessCheck}. By default a transport offers the
     * capabilities that it implements.
     *
     * @return the capability; empty when the transport lacks it
     */
    default <C extends Capability> Optional<C> capability(Class<C> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    /** Closes all connections and ends all threads. */
    @Override
    void close();
}
