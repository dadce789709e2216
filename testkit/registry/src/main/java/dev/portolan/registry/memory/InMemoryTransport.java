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
 * Repositories in memory, with all capabilities of a registry: mounts, referrers, deletes and a catalog. Writes are
 * verified and copied. A manifest is refused if content that it references is missing. Each transport has its own
 * content; opening the same name twice returns the same repository.
 *
 * <p>{@link #create} opens {@code memory:NAME}. {@link #asRegistry} replaces the HTTP transport, so that a program
 * under test uses the same references without a network:
 *
 * <pre>{@code
 * InMemoryTransport registry = InMemoryTransport.asRegistry();
 * Repository tree = registry.open(Reference.parse("registry.example.com/demo/tree"));
 * }</pre>
 *
 * <p>Closing the transport keeps its content, so a test can check it after the client is closed. Safe to use from
 * several threads.
 *
 * @since 0.1.0
 */
public final class InMemoryTransport implements Transport, Catalog {
    private final Set<String> schemes;
    private final boolean sparse;
    /** Repositories that were written to; opening a repository does not add it. */
    private final Map<String, Stored> repositories = new ConcurrentSkipListMap<>();

    private final MemoryStore empty;

    private record Stored(Reference reference, MemoryStore store) {}

    private InMemoryTransport(Set<String> schemes, boolean sparse) {
        this.schemes = Set.copyOf(schemes);
        this.sparse = sparse;
        this.empty = new MemoryStore(sparse);
    }

    /** Returns an empty transport for references with the scheme {@link Reference#MEMORY}. */
    public static InMemoryTransport create() {
        return builder().build();
    }

    /**
     * Returns an empty transport for registry references ({@link Reference#REGISTRY}) with any host.
     */
    public static InMemoryTransport asRegistry() {
        return builder().schemes(Reference.REGISTRY).build();
    }

    /** Returns a builder of transports. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder of in-memory transports. */
    public static final class Builder {
        private Set<String> schemes = Set.of(Reference.MEMORY);
        private boolean sparse;

        private Builder() {}

        /**
         * Sets the schemes of the transport, to replace other transports; {@link Reference#MEMORY} by default.
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
         * Sets whether a manifest is accepted if content that it references is missing, as in some registries; not by
         * default.
         */
        public Builder sparse(boolean taken) {
            sparse = taken;
            return this;
        }

        /** Builds an empty transport. */
        public InMemoryTransport build() {
            return new InMemoryTransport(schemes, sparse);
        }
    }

    @Override
    public Set<String> schemes() {
        return schemes;
    }

    /**
     * Opens a repository; the first write creates it.
     *
     * @throws InvalidReferenceException when the reference has another scheme
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

    /** Returns the content of a repository for reading; it must not be written to. */
    MemoryStore store(Reference repository) {
        Stored stored = repositories.get(repository.name());
        return stored == null ? empty : stored.store();
    }

    /** Writes to a repository, which is created if the write succeeds. */
    void write(Reference repository, Consumer<MemoryStore> writing) {
        while (true) {
            Stored stored = repositories.computeIfAbsent(
                    repository.name(), name -> new Stored(repository, new MemoryStore(sparse)));
            if (stored.store().made()) {
                writing.accept(stored.store());
                return;
            }
            synchronized (stored) {
                // Another write may have failed since, and taken the store away again.
                if (repositories.get(repository.name()) == stored) {
                    writeFirst(stored, writing);
                    return;
                }
            }
        }
    }

    private void writeFirst(Stored stored, Consumer<MemoryStore> writing) {
        try {
            writing.accept(stored.store());
        } finally {
            if (!stored.store().made()) {
                repositories.remove(stored.reference().name(), stored);
            }
        }
    }

    /**
     * Returns the repositories with content, in lexical order.
     *
     * @param host the host, if this transport replaces a registry; ignored for other schemes
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
     * Returns the registry of a repository: repositories of one registry can mount from each other; without registries,
     * there is only one.
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

    /** Does nothing; the content remains accessible. */
    @Override
    public void close() {}
}
