package dev.portolan.testkit.contract;

import dev.portolan.port.Credential;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;

/**
 * What a registry promises over HTTP: distribution-spec 1.1, endpoint by endpoint, with the same requests that OCI's
 * own conformance suite sends. For everyone who writes a server, or puts one in front of another transport:
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
 * <p>Each test works in repositories of its own, whose names are not used again.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class DistributionContract {
    private @Nullable Wire wire;

    /** Made by JUnit for each test. */
    protected DistributionContract() {}

    /** Where the registry is: {@code http://localhost:5000}. */
    protected abstract URI registry();

    /** The value of {@code Authorization} for every request; empty for none. */
    protected Optional<String> authorization() {
        return Optional.empty();
    }

    /**
     * The credential to answer a challenge with, by Basic or for a token of the realm that the registry names; empty for
     * none. {@link #authorization()} goes first.
     */
    protected Optional<Credential> credential() {
        return Optional.empty();
    }

    /** The first part of the names of all repositories that the tests use: {@code conformance}, or {@code team/tests}. */
    protected String namespace() {
        return "conformance";
    }

    /** Whether manifests can be deleted. */
    protected boolean deletes() {
        return true;
    }

    /** Whether tags can be deleted; by default where manifests can. */
    protected boolean deletesTags() {
        return deletes();
    }

    /** Whether blobs can be deleted; by default where manifests can. */
    protected boolean deletesBlobs() {
        return deletes();
    }

    final boolean deletesEverything() {
        return deletes() && deletesTags() && deletesBlobs();
    }

    /** Whether content can be addressed by SHA-512. */
    protected boolean takesSha512() {
        return true;
    }

    /** Whether a blob can be mounted without saying from where. */
    protected boolean mountsWithoutFrom() {
        return true;
    }

    /** Whether a manifest is taken whose children are missing. */
    protected boolean takesSparseManifests() {
        return false;
    }

    /** Whether a manifest that is put by its digest takes tags beside it, as the specification after 1.1 has it. */
    protected boolean takesTagParameters() {
        return true;
    }

    /** Whether the referrers API is there. */
    protected boolean listsReferrers() {
        return true;
    }

    /** Whether there is a catalog, which is outside of the specification. */
    protected boolean hasCatalog() {
        return true;
    }

    @BeforeEach
    final void openRepositories() {
        wire = new Wire(registry(), authorization(), new WireLogin(credential()), namespace());
    }

    final Wire wire() {
        return Objects.requireNonNull(wire);
    }

    /** "Determining support", "Pulling blobs" and "Pulling manifests". */
    @Nested
    class Pulling extends WirePullTests {
        Pulling() {
            super(DistributionContract.this);
        }
    }

    /** "Pushing blobs". */
    @Nested
    class Pushing_blobs extends WireUploadTests {
        Pushing_blobs() {
            super(DistributionContract.this);
        }
    }

    /** "Pushing manifests". */
    @Nested
    class Pushing_manifests extends WireManifestTests {
        Pushing_manifests() {
            super(DistributionContract.this);
        }
    }

    /** "Listing tags" and "Listing referrers". */
    @Nested
    class Discovering extends WireListTests {
        Discovering() {
            super(DistributionContract.this);
        }
    }

    /** "Content management". */
    @Nested
    class Deleting extends WireDeleteTests {
        Deleting() {
            super(DistributionContract.this);
        }
    }

    /** OCI's conformance suite, its requests in its order. */
    @Nested
    class Whole_suite extends WireSuiteTests {
        Whole_suite() {
            super(DistributionContract.this);
        }
    }

    /** The conformance suite that distribution-spec 1.1 was published with. */
    @Nested
    class Workflows extends WireWorkflowTests {
        Workflows() {
            super(DistributionContract.this);
        }
    }
}
