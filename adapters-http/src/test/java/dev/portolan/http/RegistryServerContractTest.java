package dev.portolan.http;

import dev.portolan.model.Reference;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import dev.portolan.registry.server.RegistryProfile;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.contract.RepositoryContract;
import dev.portolan.testkit.contract.TransportContract;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** What repositories promise, over HTTP, against the testkit's registry and its imitations of others. */
class RegistryServerContractTest {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final HttpTransport transport = HttpTransport.create();

    @AfterEach
    void close() {
        transport.close();
    }

    abstract class Over extends RepositoryContract {
        private final RegistryServer server;

        Over(RegistryProfile profile) {
            server = RegistryServer.builder().profile(profile).start();
        }

        @AfterEach
        void stop() {
            server.close();
        }

        @Override
        protected Repository freshRepository() {
            return transport.open(server.reference("contract/r" + COUNT.incrementAndGet()));
        }

        @Override
        protected Optional<Repository> neighbour() {
            return Optional.of(freshRepository());
        }
    }

    @Nested
    class The_specification extends Over {
        The_specification() {
            super(RegistryProfile.SPECIFICATION);
        }
    }

    @Nested
    class Ghcr extends Over {
        Ghcr() {
            super(RegistryProfile.GHCR);
        }

        @Override
        protected boolean deletes() {
            return false;
        }
    }

    @Nested
    class Ecr extends Over {
        Ecr() {
            super(RegistryProfile.ECR);
        }
    }

    @Nested
    class Acr extends Over {
        Acr() {
            super(RegistryProfile.ACR);
        }
    }

    @Nested
    class Quay extends Over {
        Quay() {
            super(RegistryProfile.QUAY);
        }

        @Override
        protected boolean takesSha512() {
            return false;
        }
    }

    @Nested
    class Artifact_registry extends Over {
        Artifact_registry() {
            super(RegistryProfile.ARTIFACT_REGISTRY);
        }

        @Override
        protected boolean takesEmptyBlobs() {
            return false;
        }
    }

    @Nested
    class Nexus extends Over {
        Nexus() {
            super(RegistryProfile.NEXUS);
        }
    }

    @Nested
    class Transports extends TransportContract {
        private final RegistryServer server = RegistryServer.start();

        @AfterEach
        void stop() {
            server.close();
        }

        @Override
        protected Transport freshTransport() {
            return HttpTransport.create();
        }

        @Override
        protected Reference reference(String name) {
            return server.reference("contract/" + name);
        }

        @Override
        protected String host() {
            return server.host();
        }
    }
}
