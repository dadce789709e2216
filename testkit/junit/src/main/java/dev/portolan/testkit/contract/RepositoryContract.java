package dev.portolan.testkit.contract;

import dev.portolan.port.Repository;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;

/**
 * The contract tests of {@link Repository}, in the order of distribution-spec. The test of an adapter extends this
 * class and creates an empty repository:
 *
 * <pre>{@code
 * class MyRepositoryTest extends RepositoryContract {
 *     @Override
 *     protected Repository freshRepository() {
 *         return new MyTransport().open(Reference.of("mine", "demo/tree"));
 *     }
 * }
 * }</pre>
 *
 * <p>Tests of a {@link Repository#capability capability} that the repository does not have are skipped, and so are
 * tests that a method of this class disables. So the overridden methods document the limits of an adapter.
 *
 * @since 0.1.0
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class RepositoryContract {
    private @Nullable Repository repository;

    /** Called by JUnit. */
    protected RepositoryContract() {}

    /** Returns an empty repository. Called once before each test; the contract closes it. */
    protected abstract Repository freshRepository();

    /**
     * Returns another empty repository, from which the first one can mount blobs; the contract closes it.
     *
     * @return empty if there is none, which skips the tests of mounts
     */
    protected Optional<Repository> neighbour() {
        return Optional.empty();
    }

    /** Returns whether a manifest is refused if content that it references is missing. */
    protected boolean refusesManifestsWithoutChildren() {
        return true;
    }

    /** Returns whether content can be addressed by SHA-512. */
    protected boolean takesSha512() {
        return true;
    }

    /** Returns whether empty blobs are supported. */
    protected boolean takesEmptyBlobs() {
        return true;
    }

    /** Returns whether tags are listed in lexical order. */
    protected boolean listsTagsInOrder() {
        return true;
    }

    /**
     * Returns whether content can be deleted. A repository that never supports it should not have the capability;
     * override this if support is only known after a request.
     */
    protected boolean deletes() {
        return true;
    }

    /** Returns whether single tags can be removed, if content can be deleted at all. */
    protected boolean removesTags() {
        return true;
    }

    /** Returns whether a repository that does not exist is distinguished from one without tags. */
    protected boolean knowsWhetherItExists() {
        return true;
    }

    @BeforeEach
    final void openRepository() {
        repository = freshRepository();
    }

    @AfterEach
    final void closeRepository() {
        if (repository != null) {
            repository.close();
        }
    }

    final Repository repository() {
        return Objects.requireNonNull(repository);
    }

    /** distribution-spec, "Pulling blobs" and "Pushing blobs". */
    @Nested
    class Blobs extends BlobTests {}

    /** distribution-spec, "Pulling manifests" and "Pushing manifests". */
    @Nested
    class Manifests extends ManifestTests {}

    /** distribution-spec, "Listing tags". */
    @Nested
    class Tags extends TagTests {}

    /** distribution-spec, "Mounting a blob from another repository". */
    @Nested
    class Mounting extends MountTests {}

    /** distribution-spec, "Listing referrers". */
    @Nested
    class Referring extends ReferrerTests {}

    /** distribution-spec, "Content management". */
    @Nested
    class Deleting extends DeleteTests {}

    /** The thread safety of the ports. */
    @Nested
    class Threads extends ThreadTests {}
}
