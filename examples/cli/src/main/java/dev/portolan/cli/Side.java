package dev.portolan.cli;

import java.util.Locale;
import java.util.Optional;

/**
 * One of the two references of a command, with its own options.
 *
 * @param name the name of the reference in the help: {@code FROM} or {@code TO}
 * @param options the options {@code --from-…} or {@code --to-…}
 * @param endpoint the registry of the reference; empty for a layout or an archive
 */
record Side(String name, HostOptions options, Optional<Endpoint> endpoint) {

    /** The prefix of this side's options, after the hyphens. */
    String prefix() {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Whether a message is about the registry of this side. */
    boolean isNamedIn(String message) {
        return endpoint.filter(named -> message.contains(named.registry())).isPresent();
    }

    /** Returns the registry, for an option that requires one. */
    Endpoint endpoint(String option) {
        return endpoint.orElseThrow(() -> new IllegalArgumentException(
                options.name(option) + " is for a registry, and " + name + " is a local reference"));
    }
}
