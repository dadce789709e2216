package dev.portolan.registry.memory;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.port.Catalog;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Repositories in memory, with every capability that a registry can have: mounts, referrers, deletes and a catalog.
 * What is written is verified and copied; a manifest is refused while what it points to is missing. What two
 * transports hold is separate; what is opened twice from one transport is the same repository.
 *
 * <p>{@link #create} opens {@code memory:NAME}. {@link #asRegistry} takes the place of the HTTP transport instead,
 * so that a program under test keeps its references and meets no network:
 *
 * <pre>{@code
 * InMemoryTransport registry = InMemoryTransport.asRegistry();
 * Repository tree = registry.open(Reference.parse("registry.example.com/demo/tree"));
 * }</pre>
 *
 * <p>Content stays until the transport is no longer referenced, also after it is closed, so that a test can look at
 * what a client left behind. Safe to use from several threads.
 *
 * @since 0.1.0
 */
public final class InMemoryTransport implements Transport, Catalog {
    private final Set<String> schemes;
    private final boolean sparse;
    /** Repositories that something was written to; a name that is only asked for is not remembered. */
    private final Map<String, Stored> repositories = new ConcurrentSkipListMap<>();

    private final MemoryStore empty;

    private record Stored(Reference reference, MemoryStore store) {}

    private InMemoryTransport(Set<String> schemes, boolean sparse) {
        this.schemes = Set.copyOf(schemes);
        this.sparse = sparse;
        this.empty = new MemoryStore(sparse);
    }

    /** Returns an empty transport for the places of {@link Reference#MEMORY}. */
    public static InMemoryTransport create() {
        return builder().build();
    }

    /**
     * Returns an empty transport that opens the places of registries ({@link Reference#REGISTRY}), whatever their host.
     */
    public static InMemoryTransport asRegistry() {
        return builder().schemes(Reference.REGISTRY).build();
    }

    /** Begins to describe a transport. */
    public static Builder builder() {
        return new Builder();
    }

    /** What a transport in memory is to be like. */
    public static final class Builder {
        private Set<String> schemes = Set.of(Reference.MEMORY);
        private boolean sparse;

        private Builder() {}

        /**
         * Returns the schemes of the places that it opens, to take the place of the transports that do so for real; by
         * default {@link Reference#MEMORY}.
         *
         * @throws IllegalArgumentException when there are none
         */
        public Builder schemes(String... newSchemes) {
            if (newSchemes.length == 0) {
                throw new IllegalArgumentException("a transport needs at least one scheme");
            }
            schemes = Set.of(newSchemes);
            return this;
        }

        /**
         * Sets whether a manifest is taken while what it points to is missing, as some registries do; not by
         * default.
         */
        public Builder sparse(boolean taken) {
            sparse = taken;
            return this;
        }

        /** Makes the transport, which holds nothing. */
        public InMemoryTransport build() {
            return new InMemoryTransport(schemes, sparse);
        }
    }

    @Override
    public Set<String> schemes() {
        return schemes;
    }

    /**
     * Opens a repository; it comes into being with what is first written to it.
     *
     * @throws InvalidReferenceException when the place is of another scheme
     */
    @Override
    public Repository open(Reference reference) {
        if (!schemes.contains(reference.scheme())) {
            throw new InvalidReferenceException(Problem.of("cannot open " + reference.name())
                    .because("this transport opens " + schemes + ", not " + reference.scheme()));
        }
        Reference whole = Reference.of(reference.scheme(), reference.location());
        return new InMemoryRepository(this, whole);
    }

    /** Returns the content of a repository, for reading; nothing may be written to what this returns. */
    MemoryStore store(Reference repository) {
        Stored stored = repositories.get(repository.name());
        return stored == null ? empty : stored.store();
    }

    /** Writes to a repository, which comes into being if the write succeeds. */
    void write(Reference repository, Consumer<MemoryStore> writing) {
        Stored stored = repositories.computeIfAbsent(
                repository.name(), name -> new Stored(repository, new MemoryStore(sparse)));
        try {
            writing.accept(stored.store());
        } finally {
            if (!stored.store().made()) {
                repositories.remove(repository.name(), stored);
            }
        }
    }

    /**
     * Returns the repositories that something was written to, in lexical order.
     *
     * @param host of the registry, where this stands in for one; ignored for other schemes
     */
    @Override
    public Stream<Reference> repositories(String host) {
        return repositories.values().stream()
                .filter(stored -> stored.store().made())
                .map(Stored::reference)
                .filter(reference -> !reference.scheme().equals(Reference.REGISTRY)
                        || registry(reference).equals(host));
    }

    /**
     * Returns the registry of a place: repositories of one can mount from each other; in memory proper there is only
     * one.
     */
    static String registry(Reference reference) {
        return reference.scheme().equals(Reference.REGISTRY)
                ? reference.location().substring(0, reference.location().indexOf('/'))
                : "";
    }

    /** Returns a repository of the same registry that holds a blob; empty when there is none. */
    Optional<InMemoryRepository> holding(InMemoryRepository neighbour, Descriptor blob) {
        return repositories.values().stream()
                .filter(stored -> stored.store().holds(blob))
                .map(stored -> new InMemoryRepository(this, stored.reference()))
                .filter(neighbour::canMountFrom)
                .findFirst();
    }

    /** Does nothing: there are neither connections nor threads, and what is held can still be looked at. */
    @Override
    public void close() {}
}
