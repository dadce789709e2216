package dev.portolan.registry.server;

import dev.portolan.testkit.contract.DistributionContract;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;

class RegistryServerConformanceTest extends DistributionContract {
    private static final RegistryServer SERVER = RegistryServer.start();

    @Override
    protected URI registry() {
        return SERVER.address();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}
