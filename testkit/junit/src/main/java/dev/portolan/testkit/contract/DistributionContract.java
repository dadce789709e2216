package dev.portolan.testkit.contract;

import dev.portolan.port.Credential;
import java.net.URI;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;

/**
 * The contract tests of a registry over HTTP: distribution-spec 1.1, endpoint by endpoint, with the requests of the
 * OCI's conformance suite. For authors of servers and transports:
 *
 * <pre>{@code
 * class MyRegistryTest extends DistributionContract {
 *     private static final RegistryServer SERVER = RegistryServer.builder().transport(new MyTransport()).start();
 *
 *     @Override
 *     protected URI registry() {
 *         return SERVER.address();
 *     }
 * }
 * }</pre>
 *
 * <p>Each test uses new repositories.
 *
 * @since 0.1.0
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class DistributionContract {
    private @Nullable Wire wire;

    /** Called by JUnit. */
    protected DistributionContract() {}

    /** Returns the address of the registry: {@code http://localhost:5000}. */
    protected abstract URI registry();

    /**
     * Returns the credential that answers the registry's challenges, with Basic or for a token from the challenge's
     * realm; empty for none.
     */
    protected Optional<Credential> credential() {
        return Optional.empty();
    }

    /**
     * Returns the first part of the names of all repositories that the tests use: {@code conformance}, or {@code
     * team/tests}.
     */
    protected String namespace() {
        return "conformance";
    }

    /**
     * Returns the optional features of the registry; by default all of them except {@link
     * DistributionCapability#SPARSE_MANIFESTS}. Tests of the others are skipped, or expect a refusal.
     */
    protected Set<DistributionCapability> capabilities() {
        return EnumSet.complementOf(EnumSet.of(DistributionCapability.SPARSE_MANIFESTS));
    }

    @BeforeEach
    final void openRepositories() {
        wire = new Wire(registry(), credential(), namespace());
    }

    final Wire wire() {
        return Objects.requireNonNull(wire);
    }

    /** "Determining support", "Pulling blobs" and "Pulling manifests". */
    @Nested
    class Pulling extends WirePullTests {}

    /** "Pushing blobs". */
    @Nested
    class Pushing_blobs extends WireUploadTests {}

    /** "Pushing manifests". */
    @Nested
    class Pushing_manifests extends WireManifestTests {}

    /** "Listing tags" and "Listing referrers". */
    @Nested
    class Discovering extends WireListTests {}

    /** "Content management". */
    @Nested
    class Deleting extends WireDeleteTests {}

    /** OCI's conformance suite, its requests in its order. */
    @Nested
    class Whole_suite extends WireSuiteTests {}

    /** The conformance suite that distribution-spec 1.1 was published with. */
    @Nested
    class Workflows extends WireWorkflowTests {}
}
