package dev.portolan.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.portolan.testkit.contract.DistributionCapability;
import dev.portolan.testkit.contract.DistributionContract;
import java.util.List;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the contract that {@link DistributionContract} describes against a registry that is running somewhere. */
public final class RegistryContract {
    private RegistryContract() {}

    /**
     * Tests a registry. First finds out which optional parts of the specification it supports; tests about the others
     * end as {@link ContractCase.Outcome#NOT_SUPPORTED}. The tests leave repositories behind whose names begin with the
     * namespace. One run at a time.
     *
     * @throws IllegalStateException when nothing can be pushed
     * @throws java.io.UncheckedIOException when nothing answers
     */
    public static synchronized List<ContractCase> run(RegistryUnderTest registry) {
        ContractTests.registry = registry;
        ContractTests.capabilities =
                DistributionCapability.probe(registry.address(), registry.credential(), registry.namespace());
        LauncherConfig config = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .build();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(ContractTests.class))
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
                .build();
        CaseListener listener = new CaseListener();
        LauncherFactory.create(config).execute(request, listener);
        return listener.cases();
    }
}
