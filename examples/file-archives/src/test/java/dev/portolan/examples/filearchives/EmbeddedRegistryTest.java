package dev.portolan.examples.filearchives;

import dev.portolan.testkit.server.RegistryServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class EmbeddedRegistryTest extends ArchivesTest {
    private static RegistryServer registry;

    @BeforeAll
    static void start() {
        registry = RegistryServer.start();
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @Override
    String host() {
        return registry.host();
    }
}
