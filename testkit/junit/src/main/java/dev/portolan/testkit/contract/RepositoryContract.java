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
 * What every {@link Repository} promises, after the sections of distribution-spec. The test of an adapter extends
 * this and says how a fresh repository is made:
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
 * <p>What a place cannot do is said by its {@link Repository#capability capabilities}: tests of one that is absent
 * are skipped, and so are those that a hook of this class switches off. A hook that returns false says in the
 * adapter's own test what its users must know.
 *
 * @since 0.1.0
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class RepositoryContract {
    private @Nullable Repository repository;

    /** Made by JUnit for each test. */
    protected RepositoryContract() {}

    /** Returns a repository that holds nothing. Called once before each test; the contract closes it. */
    protected abstract Repository freshRepository();

    /**
     * Another empty repository, from which the fresh one can mount blobs; the contract closes it.
     *
     * @return empty when there is none, which skips the tests of mounting
     */
    protected Optional<Repository> neighbour() {
        return Optional.empty();
    }

    /** Returns whether a manifest is refused while what it points to is missing. */
    protected boolean refusesManifestsWithoutChildren() {
        return true;
    }

    /** Returns whether content can be addressed by SHA-512. */
    protected boolean takesSha512() {
        return true;
    }

    /** Returns whether a blob of no bytes is taken. */
    protected boolean takesEmptyBlobs() {
        return true;
    }

    /** Returns whether tags are listed in lexical order. */
    protected boolean listsTagsInOrder() {
        return true;
    }

    /**
     * Returns whether what was written can be deleted. A place that never can lacks the capability; this is for one
     * where only asking tells.
     */
    protected boolean deletes() {
        return true;
    }

    /** Returns whether a single tag can be removed, where something can be deleted at all. */
    protected boolean removesTags() {
        return true;
    }

    /** Returns whether a repository to which nothing was written is told from one without tags. */
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
    class Blobs extends BlobTests {
        Blobs() {
            super(RepositoryContract.this);
        }
    }

    /** distribution-spec, "Pulling manifests" and "Pushing manifests". */
    @Nested
    class Manifests extends ManifestTests {
        Manifests() {
            super(RepositoryContract.this);
        }
    }

    /** distribution-spec, "Listing tags". */
    @Nested
    class Tags extends TagTests {
        Tags() {
            super(RepositoryContract.this);
        }
    }

    /** distribution-spec, "Mounting a blob from another repository". */
    @Nested
    class Mounting extends MountTests {
        Mounting() {
            super(RepositoryContract.this);
        }
    }

    /** distribution-spec, "Listing referrers". */
    @Nested
    class Referring extends ReferrerTests {
        Referring() {
            super(RepositoryContract.this);
        }
    }

    /** distribution-spec, "Content management". */
    @Nested
    class Deleting extends DeleteTests {
        Deleting() {
            super(RepositoryContract.this);
        }
    }

    /** What ports promise of threads. */
    @Nested
    class Threads extends ThreadTests {
        Threads() {
            super(RepositoryContract.this);
        }
    }
}
