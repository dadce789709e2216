package dev.portolan.fake;

import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.model.Reference;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Fakes by location, each made when it is opened first. */
public final class FakeTransport implements Transport {
    private final Set<String> schemes;
    private final Map<String, FakeRepository> repositories = new ConcurrentHashMap<>();
    private String closingFails = "";
    private final AtomicInteger closed = new AtomicInteger();

    public FakeTransport(String... schemes) {
        this.schemes = Set.of(schemes);
    }

    public FakeRepository at(String reference) {
        return (FakeRepository) open(Reference.parse(reference));
    }

    /** How often this was closed. */
    public int closed() {
        return closed.get();
    }

    @Override
    public Set<String> schemes() {
        return schemes;
    }

    @Override
    public Repository open(Reference reference) {
        return repositories.computeIfAbsent(reference.name(), FakeRepository::new);
    }

    /** Fails when it is closed. */
    public FakeTransport failingToClose(String message) {
        closingFails = message;
        return this;
    }

    @Override
    public void close() {
        closed.incrementAndGet();
        if (!closingFails.isEmpty()) {
            throw new StorageException(Problem.of(closingFails));
        }
    }
}
