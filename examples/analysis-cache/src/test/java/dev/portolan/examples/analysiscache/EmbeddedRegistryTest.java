package dev.portolan.examples.analysiscache;

import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.junit.RegistryExtension;
import org.junit.jupiter.api.extension.RegisterExtension;

class EmbeddedRegistryTest extends CacheRegistryTest {
    @RegisterExtension
    static final RegistryExtension REGISTRY = RegistryExtension.of(RegistryServer::builder);

    @Override
    String host() {
        return REGISTRY.server().host();
    }
}
