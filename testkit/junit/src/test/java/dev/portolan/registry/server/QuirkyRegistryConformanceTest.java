package dev.portolan.registry.server;

import dev.portolan.testkit.contract.DistributionContract;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;

/** Where the specification leaves a choice, the other choice conforms too. */
class QuirkyRegistryConformanceTest extends DistributionContract {
    private static final RegistryServer SERVER = RegistryServer.builder()
            .quirks(
                    Quirk.TAKES_SPARSE_MANIFESTS,
                    Quirk.MOUNT_NEEDS_FROM,
                    Quirk.NO_SINGLE_POST,
                    Quirk.NO_DELETES,
                    Quirk.SHA256_ONLY,
                    Quirk.ABSOLUTE_LOCATIONS)
            .warning("this registry is for tests")
            .start();

    @Override
    protected URI registry() {
        return SERVER.address();
    }

    @Override
    protected boolean takesSparseManifests() {
        return true;
    }

    @Override
    protected boolean mountsWithoutFrom() {
        return false;
    }

    @Override
    protected boolean deletes() {
        return false;
    }

    @Override
    protected boolean takesSha512() {
        return false;
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}
