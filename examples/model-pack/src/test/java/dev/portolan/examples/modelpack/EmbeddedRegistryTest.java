package dev.portolan.examples.modelpack;

import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.junit.RegistryExtension;
import org.junit.jupiter.api.extension.RegisterExtension;

class EmbeddedRegistryTest extends ModelPackTest {
    @RegisterExtension
    static final RegistryExtension REGISTRY = RegistryExtension.of(RegistryServer::builder);

    @Override
    String host() {
        return REGISTRY.server().host();
    }
}
