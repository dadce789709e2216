package dev.portolan.cli;

import dev.portolan.testkit.junit.DockerRegistryExtension;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerRegistrySmallHeapTest extends SmallHeapTests {
    @RegisterExtension
    static final DockerRegistryExtension REGISTRY = DockerRegistryExtension.create();

    @Override
    String host() {
        return REGISTRY.host();
    }
}
