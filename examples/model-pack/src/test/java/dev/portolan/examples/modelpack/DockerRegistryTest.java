package dev.portolan.examples.modelpack;

import dev.portolan.testkit.junit.DockerRegistryExtension;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerRegistryTest extends ModelPackTest {
    @RegisterExtension
    static final DockerRegistryExtension REGISTRY = DockerRegistryExtension.create();

    @Override
    String host() {
        return REGISTRY.host();
    }
}
