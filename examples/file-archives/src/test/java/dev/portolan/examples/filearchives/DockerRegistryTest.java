package dev.portolan.examples.filearchives;

import dev.portolan.testkit.peer.DockerRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class DockerRegistryTest extends ArchivesTest {
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
