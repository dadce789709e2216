package dev.portolan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Capability;
import dev.portolan.port.Catalog;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import dev.portolan.testkit.fixture.Fixtures;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * The contract tests of {@link Transport}, in addition to {@link RepositoryContract} for its repositories.
 *
 * @since 0.1.0
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class TransportContract {
    private @Nullable Transport transport;

    /** Called by JUnit. */
    protected TransportContract() {}

    /** Returns a transport; called once before each test, which closes it. */
    protected abstract Transport freshTransport();

    /** Returns an unused reference of the transport, a different one for each name. */
    protected abstract Reference reference(String name);

    /** Returns whether what one opened repository writes can be read from another one at once, before it is closed. */
    protected boolean sharesWithoutClosing() {
        return true;
    }

    /** Returns the host of the references, for {@link Catalog#repositories}. */
    protected String host() {
        return "";
    }

    @BeforeEach
    final void openTransport() {
        transport = freshTransport();
    }

    @AfterEach
    final void closeTransport() {
        if (transport != null) {
            transport.close();
        }
    }

    private Transport transport() {
        return Objects.requireNonNull(transport);
    }

    private static ImageManifest write(Repository repository) {
        ImageManifest manifest =
                ImageManifest.builder().layer(Fixtures.emptyConfig(repository)).build();
        repository.put(Tag.of("v1"), manifest);
        return manifest;
    }

    @Test
    void it_opens_references_of_its_schemes() {
        assertThat(transport().schemes()).contains(reference("one").scheme());
        try (Repository repository = transport().open(reference("one"))) {
            assertThat(repository.name()).isEqualTo(reference("one").name());
        }
    }

    @Test
    void a_reference_of_another_scheme_is_refused() {
        assertThatThrownBy(() -> transport().open(Reference.of("no-such-scheme", "one")))
                .isInstanceOf(InvalidReferenceException.class);
    }

    @Test
    void tag_and_digest_do_not_matter_for_opening() {
        try (Repository repository = transport().open(reference("one").withTag(Tag.of("v9")))) {
            assertThat(repository.name()).isEqualTo(reference("one").name());
        }
    }

    @Test
    void written_content_exists_when_the_repository_is_opened_again() {
        ImageManifest manifest;
        try (Repository repository = transport().open(reference("one"))) {
            manifest = write(repository);
        }

        try (Repository again = transport().open(reference("one"))) {
            assertThat(again.manifest(Tag.of("v1"))).contains(manifest);
        }
    }

    @Test
    void two_open_repositories_of_one_reference_see_the_same_content() {
        Assumptions.assumeTrue(sharesWithoutClosing());
        try (Repository writer = transport().open(reference("one"));
                Repository reader = transport().open(reference("one"))) {
            ImageManifest manifest = write(writer);

            assertThat(reader.manifest(Tag.of("v1"))).contains(manifest);
        }
    }

    @Test
    void repositories_are_separate() {
        try (Repository one = transport().open(reference("one"));
                Repository two = transport().open(reference("two"))) {
            write(one);

            assertThat(two.resolve(Tag.of("v1"))).isEmpty();
        }
    }

    @Test
    void an_unknown_capability_is_absent() {
        try (Repository repository = transport().open(reference("one"))) {
            assertThat(transport().capability(Unheard.class)).isEmpty();
            assertThat(repository.capability(Unheard.class)).isEmpty();
        }
    }

    private interface Unheard extends Capability {}

    @Test
    void the_catalog_lists_written_repositories() {
        Optional<Catalog> catalog = transport().capability(Catalog.class);
        Assumptions.assumeTrue(catalog.isPresent());
        try (Repository repository = transport().open(reference("one"))) {
            write(repository);
        }
        transport().open(reference("two")).close();

        try (Stream<Reference> listed = catalog.orElseThrow().repositories(host())) {
            assertThat(listed).contains(reference("one")).doesNotContain(reference("two"));
        }
    }
}
