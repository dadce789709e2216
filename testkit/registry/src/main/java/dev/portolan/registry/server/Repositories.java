package dev.portolan.registry.server;

import dev.portolan.error.NotFoundException;
import dev.portolan.model.Digest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Catalog;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The repositories of the transport behind a server, by the names that clients use. */
final class Repositories implements AutoCloseable {
    private final Transport transport;
    private final Function<String, Reference> references;
    private final Optional<LayoutDirectory> layouts;
    /** The repositories that exist, and those that are written to now. */
    private final Map<String, Repository> open = new ConcurrentSkipListMap<>();

    Repositories(Transport transport, Function<String, Reference> references, Optional<LayoutDirectory> layouts) {
        this.transport = transport;
        this.references = references;
        this.layouts = layouts;
    }

    /**
     * Returns the repository of a name, for reading. It stays open until the server ends if it exists; other names are
     * not remembered, or strangers could fill the memory with them.
     *
     * @param name a valid name
     */
    Repository named(String name) {
        Repository known = open.get(name);
        if (known != null) {
            return known;
        }
        Repository repository = transport.open(references.apply(name));
        if (!exists(repository)) {
            return repository;
        }
        Repository other = open.putIfAbsent(name, repository);
        return other == null ? repository : other;
    }

    /**
     * Writes to the repository of a name, and creates it if necessary.
     *
     * @param name a valid name
     */
    void write(String name, Writing writing) throws IOException {
        Repository repository = kept(name);
        boolean written = false;
        try {
            writing.to(repository);
            written = true;
        } finally {
            if (!written && !exists(repository)) {
                open.remove(name, repository);
            }
        }
    }

    /** Returns the repository of a name, which stays open until the server ends. */
    Repository kept(String name) {
        return open.computeIfAbsent(name, key -> transport.open(references.apply(key)));
    }

    int held() {
        return open.size();
    }

    /** A write to a repository. */
    interface Writing {
        void to(Repository repository) throws IOException;
    }

    /** Returns the first accessible repository that has a blob. */
    Optional<Repository> holding(Digest blob, Predicate<String> permitted) {
        return open.entrySet().stream()
                .filter(each -> permitted.test(each.getKey()))
                .map(Map.Entry::getValue)
                .filter(repository -> repository.stat(blob).isPresent())
                .findFirst();
    }

    /**
     * Returns the names of all repositories in lexical order: those on disk, those that the transport lists, those
     * served.
     */
    TreeSet<String> names() {
        if (layouts.isPresent()) {
            return new TreeSet<>(layouts.get().names());
        }
        TreeSet<String> names = new TreeSet<>();
        open.forEach((name, repository) -> {
            if (exists(repository)) {
                names.add(name);
            }
        });
        transport.capability(Catalog.class).ifPresent(catalog -> {
            try (Stream<Reference> listed = catalog.repositories("")) {
                // A repository is served under the name that maps to it, and not under others.
                listed.filter(reference -> Route.isName(reference.location())
                                && references.apply(reference.location()).equals(reference))
                        .forEach(reference -> names.add(reference.location()));
            }
        });
        return names;
    }

    private static boolean exists(Repository repository) {
        try (Stream<Tag> tags = repository.tags()) {
            return tags.limit(1).count() <= 1; // if it can be listed, the repository exists
        } catch (NotFoundException e) {
            return false;
        }
    }

    @Override
    public void close() {
        open.values().forEach(Repository::close);
        open.clear();
    }
}
