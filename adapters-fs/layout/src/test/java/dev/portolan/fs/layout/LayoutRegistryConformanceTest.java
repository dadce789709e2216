package dev.portolan.fs.layout;

import dev.portolan.fs.LayoutTransport;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.contract.DistributionContract;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A registry whose repositories are layouts below a directory. */
class LayoutRegistryConformanceTest extends DistributionContract {
    @TempDir
    static Path directory;

    private static RegistryServer server;

    @BeforeAll
    static void start() {
        server = RegistryServer.builder()
                .transport(LayoutTransport.create())
                .layouts(directory)
                .spoolDirectory(directory)
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected URI registry() {
        return server.address();
    }
}
