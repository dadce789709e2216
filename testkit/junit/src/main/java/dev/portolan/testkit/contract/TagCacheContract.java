package dev.portolan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.port.TagCache;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * The contract tests of {@link TagCache}.
 *
 * @since 0.1.0
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class TagCacheContract {
    private static final String HERE = "registry.example.com/demo/tree";
    private static final String THERE = "registry.example.com/demo/other";
    private static final Tag V1 = Tag.of("v1");
    private static final Descriptor ONE = Descriptor.of(MediaTypes.IMAGE_MANIFEST, Digest.sha256(new byte[] {1}), 100);
    private static final Descriptor TWO = Descriptor.of(MediaTypes.IMAGE_INDEX, Digest.sha256(new byte[] {2}), 200);

    private @Nullable TagCache cache;

    /** Called by JUnit. */
    protected TagCacheContract() {}

    /** Returns an empty cache; called once before each test. */
    protected abstract TagCache freshCache();

    /**
     * Advances the clock of the cache so that all entries expire.
     *
     * @return false if a test cannot do that
     */
    protected boolean expire() {
        return false;
    }

    @BeforeEach
    final void makeCache() {
        cache = freshCache();
    }

    private TagCache cache() {
        return Objects.requireNonNull(cache);
    }

    @Test
    void a_tag_that_was_never_put_is_absent() {
        assertThat(cache().get(HERE, V1)).isEmpty();
    }

    @Test
    void a_tag_returns_the_manifest_it_was_put_for() {
        cache().put(HERE, V1, ONE);

        assertThat(cache().get(HERE, V1)).contains(ONE);
    }

    @Test
    void a_moved_tag_returns_the_new_manifest() {
        cache().put(HERE, V1, ONE);
        cache().put(HERE, V1, TWO);

        assertThat(cache().get(HERE, V1)).contains(TWO);
    }

    @Test
    void tags_and_repositories_are_separate() {
        cache().put(HERE, V1, ONE);

        assertThat(cache().get(HERE, Tag.of("v2"))).isEmpty();
        assertThat(cache().get(THERE, V1)).isEmpty();
    }

    @Test
    void a_tag_that_is_removed_is_absent() {
        cache().put(HERE, V1, ONE);
        cache().put(HERE, Tag.of("v2"), TWO);

        cache().remove(HERE, V1);
        cache().remove(THERE, V1);

        assertThat(cache().get(HERE, V1)).isEmpty();
        assertThat(cache().get(HERE, Tag.of("v2"))).contains(TWO);
    }

    @Test
    void a_tag_expires() {
        cache().put(HERE, V1, ONE);
        Assumptions.assumeTrue(expire(), "a test cannot make time pass for this cache");

        assertThat(cache().get(HERE, V1)).isEmpty();
        cache().put(HERE, V1, TWO);
        assertThat(cache().get(HERE, V1)).contains(TWO);
    }
}
