package com.example;

import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.contract.DistributionContract;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;

/** A contract of the testkit, with nested classes, factories and skipped cases. */
class RegistryContractTest extends DistributionContract {
    private static final RegistryServer SERVER = RegistryServer.start();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Override
    protected URI registry() {
        return SERVER.address();
    }
}
