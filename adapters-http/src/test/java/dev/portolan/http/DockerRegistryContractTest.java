package dev.portolan.http;

import dev.portolan.model.Reference;
import dev.portolan.port.Repository;
import dev.portolan.testkit.contract.RepositoryContract;
import dev.portolan.testkit.junit.DockerRegistryExtension;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Against Debian's docker-registry 2.8, which has no list of referrers of its own. */
class DockerRegistryContractTest extends RepositoryContract {
    private static final AtomicInteger COUNT = new AtomicInteger();

    @RegisterExtension
    static final DockerRegistryExtension REGISTRY = DockerRegistryExtension.create();

    private static HttpTransport transport;

    @BeforeAll
    static void start() {
        transport = HttpTransport.create();
    }

    @AfterAll
    static void stop() {
        if (transport != null) {
            transport.close();
        }
    }

    @Override
    protected Repository freshRepository() {
        return transport.open(
                Reference.of(Reference.REGISTRY, REGISTRY.host() + "/contract/r" + COUNT.incrementAndGet()));
    }

    @Override
    protected Optional<Repository> neighbour() {
        return Optional.of(freshRepository());
    }

    @Override
    protected boolean removesTags() {
        return false; // 2.8 answers 400; 3 does
    }

    @Override
    protected boolean listsTagsInOrder() {
        return false; // as the file system has them
    }

    @Override
    protected boolean takesSha512() {
        return false; // for blobs, but not for manifests
    }
}
