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
     * Splits a reference into its location and its name, if only this transport can tell them apart, such as the path
     * of a layout and the name of an entry. Returns other references unchanged.
     *
     * @throws dev.portolan.error.InvalidReferenceException when the reference is not one of this transport
     */
    default Reference locate(Reference reference) {
        return reference;
    }

    /**
     * Opens the repository of a reference; tag and digest do not matter. The repository need not exist: the first write
     * creates it. Opening sends no request.
     *
     * @throws dev.portolan.error.InvalidReferenceException when the location is not one of this transport
     */
    Repository open(Reference reference);

    /**
     * Opens the repository of a reference for writing. This is the same as {@link #open}, unless a configuration
     * redirects reads: then this repository also reads from where it writes.
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
