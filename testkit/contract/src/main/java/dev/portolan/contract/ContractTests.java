package dev.portolan.contract;

import dev.portolan.port.Credential;
import dev.portolan.testkit.contract.DistributionCapabilities;
import dev.portolan.testkit.contract.DistributionContract;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The contract, with the detected capabilities of the registry. JUnit creates an instance per test, so the rest is
 * static.
 */
final class ContractTests extends DistributionContract {
    static volatile @Nullable RegistryUnderTest registry;
    static volatile @Nullable DistributionCapabilities capabilities;

    private static RegistryUnderTest tested() {
        return Objects.requireNonNull(registry);
    }

    private static DistributionCapabilities supported() {
        return Objects.requireNonNull(capabilities);
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
    protected boolean deletes() {
        return supported().deletes();
    }

    @Override
    protected boolean deletesTags() {
        return supported().deletesTags();
    }

    @Override
    protected boolean deletesBlobs() {
        return supported().deletesBlobs();
    }

    @Override
    protected boolean takesSha512() {
        return supported().sha512();
    }

    @Override
    protected boolean mountsWithoutFrom() {
        return supported().mountsWithoutFrom();
    }

    @Override
    protected boolean takesSparseManifests() {
        return supported().sparseManifests();
    }

    @Override
    protected boolean takesTagParameters() {
        return supported().tagParameters();
    }

    @Override
    protected boolean listsReferrers() {
        return supported().referrers();
    }

    @Override
    protected boolean hasCatalog() {
        return supported().catalog();
    }
}
