package dev.portolan.cli;

import dev.portolan.model.RegistryReference;

/**
 * A registry on the command line.
 *
 * @param name {@code host} or {@code host:port}
 */
record RegistryHost(String name) {
    /** Reads {@code HOST[:PORT]}. */
    static RegistryHost parse(String text) {
        return new RegistryHost(RegistryReference.parseRegistry(text));
    }

    @Override
    public String toString() {
        return name;
    }
}
