package dev.portolan.registry.server;

import dev.portolan.testkit.contract.MalformedRequestsContract;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;

class RegistryServerMalformedTest extends MalformedRequestsContract {
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
