package dev.portolan.contract;

import dev.portolan.port.Credential;
import dev.portolan.testkit.contract.DistributionCapability;
import dev.portolan.testkit.contract.DistributionContract;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The contract, with the detected capabilities of the registry. JUnit creates an instance per test, so the rest is
 * static.
 */
final class ContractTests extends DistributionContract {
    static volatile @Nullable RegistryUnderTest registry;
    static volatile @Nullable Set<DistributionCapability> capabilities;

    private static RegistryUnderTest tested() {
        return Objects.requireNonNull(registry);
    }

    @Override
    protected URI registry() {
        return tested().address();
    }

    @Override
    protected Optional<Credential> credential() {
        return tested().credential();
    }

    @Override
    protected String namespace() {
        return tested().namespace();
    }

    @Override
    protected Set<DistributionCapability> capabilities() {
        return Objects.requireNonNull(capabilities);
    }
}
