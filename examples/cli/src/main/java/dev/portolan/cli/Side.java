package dev.portolan.cli;

import java.util.Optional;

/**
 * One of the two references of a command, with the options for it alone.
 *
 * @param name what the help calls the reference: {@code FROM} or {@code TO}
 * @param options the options {@code --from-…} or {@code --to-…}
 * @param endpoint the registry of the reference; empty for a layout or an archive
 */
record Side(String name, HostOptions options, Optional<Endpoint> endpoint) {

    /** Returns the registry, for an option that makes no sense without one. */
    Endpoint endpoint(String option) {
        return endpoint.orElseThrow(() -> new IllegalArgumentException(
                options.name(option) + " is for a registry, and " + name + " is a local reference"));
    }
}
