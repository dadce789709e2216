package dev.portolan.cli;

import dev.portolan.model.Reference;
import dev.portolan.model.RegistryReference;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A registry that the command line names.
 *
 * @param registry {@code host} or {@code host:port}
 * @param repository the repository; empty for the registry as a whole
 */
record Endpoint(String registry, String repository) {

    // Written out, since the JDK generates a record's methods on first use, which takes 20 ms.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Endpoint that && registry.equals(that.registry) && repository.equals(that.repository);
    }

    @Override
    public int hashCode() {
        return 31 * registry.hashCode() + repository.hashCode();
    }

    /** Reads the name of a registry, {@code HOST[:PORT]}. */
    static Endpoint parse(String host) {
        return new Endpoint(RegistryReference.parseRegistry(host), "");
    }

    /** Returns the registry of a reference; empty for layouts and archives. */
    static Optional<Endpoint> of(Reference reference) {
        return reference.registryReference().map(named -> new Endpoint(named.registry(), named.repository()));
    }

    /** Returns all registries in the arguments of a command that has been parsed. */
    static List<Endpoint> namedBy(CommandSpec command) {
        return command.args().stream()
                .flatMap(Endpoint::values)
                .flatMap(Endpoint::endpoints)
                .distinct()
                .toList();
    }

    /**
     * Returns all references to registries in the arguments of a command that has been parsed, as they were written.
     */
    static List<String> asWritten(CommandSpec command) {
        return command.args().stream()
                .filter(argument -> values(argument).anyMatch(value -> value instanceof Reference))
                .flatMap(argument -> argument.originalStringValues().stream())
                .filter(text -> Reference.parse(text).scheme().equals(Reference.REGISTRY))
                .toList();
    }

    private static Stream<Object> values(ArgSpec argument) {
        Object value = argument.getValue();
        return value instanceof List<?> list ? list.stream().map(Object.class::cast) : Stream.ofNullable(value);
    }

    private static Stream<Endpoint> endpoints(Object value) {
        if (value instanceof Endpoint host) {
            return Stream.of(host);
        }
        return value instanceof Reference reference ? of(reference).stream() : Stream.empty();
    }
}
