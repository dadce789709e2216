package dev.portolan.examples.filearchives;

import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.junit.RegistryExtension;
import org.junit.jupiter.api.extension.RegisterExtension;

class EmbeddedRegistryTest extends ArchivesTest {
    @RegisterExtension
    static final RegistryExtension REGISTRY = RegistryExtension.of(RegistryServer::builder);

    @Override
    String host() {
        return REGISTRY.server().host();
    }
}
