package dev.portolan.examples.infraartifacts;

import dev.portolan.testkit.junit.DockerRegistryExtension;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerRegistryTest extends InfraArtifactsTest {
    @RegisterExtension
    static final DockerRegistryExtension REGISTRY = DockerRegistryExtension.create();

    @Override
    String host() {
        return REGISTRY.host();
    }
}
