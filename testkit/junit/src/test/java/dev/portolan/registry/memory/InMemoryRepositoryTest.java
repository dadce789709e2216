package dev.portolan.registry.memory;

import dev.portolan.model.Reference;
import dev.portolan.port.Repository;
import dev.portolan.testkit.contract.RepositoryContract;
import java.util.Optional;

class InMemoryRepositoryTest extends RepositoryContract {
    private final InMemoryTransport transport = InMemoryTransport.create();

    @Override
    protected Repository freshRepository() {
        return transport.open(Reference.of(Reference.MEMORY, "contract"));
    }

    @Override
    protected Optional<Repository> neighbour() {
        return Optional.of(transport.open(Reference.of(Reference.MEMORY, "neighbour")));
    }
}
