package dev.portolan.cli;

import dev.portolan.testkit.peer.DockerRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class DockerRegistrySmallHeapTest extends SmallHeapTests {
    private static DockerRegistry registry;

    @BeforeAll
    static void start() {
        registry = DockerRegistry.start();
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    @Override
    String host() {
        return registry.host();
    }
}
