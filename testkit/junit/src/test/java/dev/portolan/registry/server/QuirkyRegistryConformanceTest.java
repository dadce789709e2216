package dev.portolan.registry.server;

import dev.portolan.testkit.contract.DistributionCapability;
import dev.portolan.testkit.contract.DistributionContract;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
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
    protected Set<DistributionCapability> capabilities() {
        return EnumSet.of(
                DistributionCapability.SPARSE_MANIFESTS,
                DistributionCapability.TAG_PARAMETERS,
                DistributionCapability.REFERRERS,
                DistributionCapability.CATALOG);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}
