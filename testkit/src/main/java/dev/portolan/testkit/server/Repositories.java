package dev.portolan.testkit.server;

import dev.portolan.error.NotFoundException;
import dev.portolan.model.Digest;
import dev.portolan.model.Place;
import dev.portolan.port.Catalog;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The repositories of the transport behind a server, by the names that clients use. */
final class Repositories implements AutoCloseable {
    private final Transport transport;
    private final Function<String, Place> places;
    private final Map<String, Repository> open = new ConcurrentSkipListMap<>();

    Repositories(Transport transport, Function<String, Place> places) {
        this.transport = transport;
        this.places = places;
    }

    /** The repository of a name that was found well-formed; stays open until the server ends. */
    Repository named(String name) {
        return open.computeIfAbsent(name, key -> transport.open(places.apply(key)));
    }

    /** A repository that holds a blob, whichever comes first. */
    Optional<Repository> holding(Digest blob) {
        return open.values().stream()
                .filter(repository -> repository.stat(blob).isPresent())
                .findFirst();
    }

    /** The names of all repositories that are known, in lexical order: the transport's own list, and what is served. */
    TreeSet<String> names() {
        TreeSet<String> names = new TreeSet<>();
        Optional<Catalog> catalog = transport.capability(Catalog.class);
        if (catalog.isPresent()) {
            try (Stream<Place> listed = catalog.get().repositories("")) {
                listed.map(Place::location).forEach(names::add);
            }
        } else {
            open.forEach((name, repository) -> {
                if (exists(repository)) {
                    names.add(name);
                }
            });
        }
        return names;
    }

    private static boolean exists(Repository repository) {
        try (Stream<?> tags = repository.tags()) {
            return tags.findAny().isPresent();
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
