package dev.portolan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.ContentCache;
import dev.portolan.testkit.fixture.Fixtures;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * The contract tests of {@link ContentCache}.
 *
 * @since 0.1.0
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class ContentCacheContract {
    private final byte[] content = Fixtures.seeded(1).bytes(10_000);
    private final Descriptor descriptor = Descriptor.of(MediaTypes.OCTET_STREAM, content);
    private @Nullable ContentCache cache;

    /** Called by JUnit. */
    protected ContentCacheContract() {}

    /** Returns an empty cache with room for at least 1 MiB; called once before each test. */
    protected abstract ContentCache freshCache();

    /**
     * Damages the cached content without the cache's knowledge, so that the next read must detect it.
     *
     * @return false if a test cannot do that
     */
    protected boolean damage(Descriptor kept) {
        return false;
    }

    @BeforeEach
    final void makeCache() {
        cache = freshCache();
    }

    private ContentCache cache() {
        return Objects.requireNonNull(cache);
    }

    private static Optional<byte[]> read(ContentCache from, Descriptor wanted) throws IOException {
        Optional<Content> found = from.get(wanted);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream stream = found.get().open()) {
            return Optional.of(stream.readAllBytes());
        }
    }

    @Test
    void content_that_was_never_put_is_absent() {
        assertThat(cache().get(descriptor)).isEmpty();
    }

    @Test
    void content_comes_back_as_it_was_put() throws IOException {
        cache().put(descriptor, Content.of(content));

        assertThat(read(cache(), descriptor)).contains(content);
    }

    @Test
    void content_comes_back_more_than_once() throws IOException {
        cache().put(descriptor, Content.of(content));
        Content kept = cache().get(descriptor).orElseThrow();

        for (int i = 0; i < 2; i++) {
            try (InputStream stream = kept.open()) {
                assertThat(stream.readAllBytes()).isEqualTo(content);
            }
        }
    }

    @Test
    void content_is_found_by_its_digest_alone() throws IOException {
        cache().put(descriptor.withAnnotation("org.example.name", "one"), Content.of(content));

        assertThat(read(cache(), descriptor.withMediaType("a/b"))).contains(content);
    }

    @Test
    void content_of_another_digest_is_refused_and_not_kept() {
        byte[] other = content.clone();
        other[0]++;

        assertThatThrownBy(() -> cache().put(descriptor, Content.of(other)))
                .isInstanceOf(ContentMismatchException.class);
        assertThat(cache().get(descriptor)).isEmpty();
    }

    @Test
    void content_of_another_size_is_refused_and_not_kept() {
        assertThatThrownBy(() -> cache().put(descriptor, Content.of(Arrays.copyOf(content, 9_999))))
                .isInstanceOf(ContentMismatchException.class);
        assertThatThrownBy(() -> cache().put(descriptor, Content.of(Arrays.copyOf(content, 10_001))))
                .isInstanceOf(ContentMismatchException.class);
        assertThat(cache().get(descriptor)).isEmpty();
    }

    @Test
    void content_that_is_removed_is_absent() {
        cache().put(descriptor, Content.of(content));

        cache().remove(descriptor);
        cache().remove(descriptor);

        assertThat(cache().get(descriptor)).isEmpty();
    }

    @Test
    void content_can_be_put_again() throws IOException {
        cache().put(descriptor, Content.of(content));
        cache().put(descriptor, Content.of(content));
        cache().remove(descriptor);
        cache().put(descriptor, Content.of(content));

        assertThat(read(cache(), descriptor)).contains(content);
    }

    @Test
    void content_is_kept_by_sha_512_too() throws IOException {
        Descriptor long512 =
                Descriptor.of(MediaTypes.OCTET_STREAM, Digest.of(DigestAlgorithm.SHA512, content), content.length);

        cache().put(long512, Content.of(content));

        assertThat(read(cache(), long512)).contains(content);
    }

    @Test
    void damaged_content_is_never_returned_as_valid() {
        cache().put(descriptor, Content.of(content));
        Assumptions.assumeTrue(damage(descriptor), "a test cannot damage the content of this cache");

        try {
            assertThat(read(cache(), descriptor).map(bytes -> Arrays.equals(bytes, content)))
                    .isNotEqualTo(Optional.of(false));
        } catch (ContentMismatchException | IOException e) {
            // Noticed while it was read, which is as good.
        }
        assertThat(cache().get(descriptor)).as("damaged content is dropped").isEmpty();
    }

    @Test
    void several_threads_put_and_get() throws Exception {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            byte[] bytes = Fixtures.seeded(i % 8).bytes(5_000);
            tasks.add(() -> {
                Descriptor each = Descriptor.of(MediaTypes.OCTET_STREAM, bytes);
                cache().put(each, Content.of(bytes));
                return read(cache(), each)
                        .map(read -> Arrays.equals(read, bytes))
                        .orElse(true);
            });
        }

        assertThat(AtOnce.run(8, tasks)).containsOnly(true);
    }
}
