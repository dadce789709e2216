package dev.portolan.registry.server;

import dev.portolan.testkit.contract.PeersContract;
import org.junit.jupiter.api.AfterAll;

class RegistryServerPeersTest extends PeersContract {
    private static final RegistryServer SERVER = RegistryServer.start();

    @Override
    protected String host() {
        return SERVER.host();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}
