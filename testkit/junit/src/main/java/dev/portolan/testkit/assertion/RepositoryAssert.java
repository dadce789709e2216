package dev.portolan.testkit.assertion;

import dev.portolan.error.OciException;
import dev.portolan.model.Child;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/**
 * Assertions about the content of a {@link Repository}.
 *
 * @since 0.1.0
 */
public final class RepositoryAssert extends AbstractAssert<RepositoryAssert, Repository> {

    RepositoryAssert(Repository actual) {
        super(actual, RepositoryAssert.class);
    }

    /** Verifies that the repository has exactly these tags, in any order. */
    public RepositoryAssert hasTags(String... expected) {
        isNotNull();
        try (Stream<Tag> tags = actual.tags()) {
            Assertions.assertThat(tags.map(Tag::value))
                    .as("tags of " + actual.name())
                    .containsExactlyInAnyOrder(expected);
        }
        return this;
    }

    /** Verifies that a tag resolves to this manifest. */
    public RepositoryAssert hasTag(String tag, Digest manifest) {
        isNotNull();
        Optional<Digest> found = actual.resolve(Tag.of(tag)).map(Descriptor::digest);
        if (!found.equals(Optional.of(manifest))) {
            throw failureWithActualExpected(
                    found, manifest, "Expected %s of %s to be %s, but it is %s", tag, actual.name(), manifest, found);
        }
        return this;
    }

    /** Verifies that there is a manifest with this tag or digest. */
    public RepositoryAssert hasManifest(TagOrDigest reference) {
        isNotNull();
        manifest(reference);
        return this;
    }

    /** Verifies that there is no manifest with this tag or digest. */
    public RepositoryAssert hasNoManifest(TagOrDigest reference) {
        isNotNull();
        if (actual.resolve(reference).isPresent()) {
            throw failure("Expected %s to have no manifest %s, but it does", actual.name(), reference);
        }
        return this;
    }

    /** Verifies that a blob exists. */
    public RepositoryAssert hasBlob(Digest blob) {
        isNotNull();
        if (actual.stat(blob).isEmpty()) {
            throw failure("Expected %s to have the blob %s, but it does not", actual.name(), blob);
        }
        return this;
    }

    /** Verifies that a blob does not exist. */
    public RepositoryAssert hasNoBlob(Digest blob) {
        isNotNull();
        if (actual.stat(blob).isPresent()) {
            throw failure("Expected %s not to have the blob %s, but it does", actual.name(), blob);
        }
        return this;
    }

    /** Verifies that the manifest has exactly these referrers, in any order. */
    public RepositoryAssert hasReferrers(Digest subject, Digest... expected) {
        isNotNull();
        Referrers referrers = actual.capability(Referrers.class)
                .orElseThrow(() -> failure("Expected %s to list referrers, but it cannot", actual.name()));
        try (Stream<Descriptor> found = referrers.referrers(subject)) {
            Assertions.assertThat(found.map(Descriptor::digest))
                    .as("referrers of " + subject + " at " + actual.name())
                    .containsExactlyInAnyOrder(expected);
        }
        return this;
    }

    /** Verifies that everything reachable from a manifest exists and matches its digest and size. */
    public RepositoryAssert isWhole(TagOrDigest reference) {
        isNotNull();
        walk(reference, new LinkedHashSet<>());
        return this;
    }

    /**
     * Verifies that two repositories have the same content under a tag or digest: manifests byte for byte, and all
     * blobs.
     */
    public RepositoryAssert holdsTheSameAs(Repository other, TagOrDigest reference) {
        isNotNull();
        Set<Digest> here = new LinkedHashSet<>();
        Set<Digest> there = new LinkedHashSet<>();
        walk(reference, here);
        new RepositoryAssert(other).walk(reference, there);
        Assertions.assertThat(here)
                .as("content of %s and %s under %s", actual.name(), other.name(), reference)
                .isEqualTo(there);
        return this;
    }

    private Manifest manifest(TagOrDigest reference) {
        return actual.manifest(reference)
                .orElseThrow(() ->
                        failure("Expected %s to have the manifest %s, but it does not", actual.name(), reference));
    }

    private void walk(TagOrDigest reference, Set<Digest> seen) {
        walk(reference, seen, new HashSet<>());
    }

    /** A digest may be a manifest in one position and a blob in another: each is looked at. */
    private void walk(TagOrDigest reference, Set<Digest> seen, Set<Child> visited) {
        Manifest manifest = manifest(reference);
        if (!visited.add(new Child(manifest.descriptor().bare(), Child.Kind.MANIFEST))) {
            return;
        }
        seen.add(manifest.digest());
        for (Child child : Child.of(manifest)) {
            Descriptor descriptor = child.descriptor();
            if (child.kind() == Child.Kind.MANIFEST || isManifest(child)) {
                walk(child.digest(), seen, visited);
            } else if (!MediaTypes.isForeignLayer(descriptor.mediaType())
                    && visited.add(new Child(descriptor.bare(), Child.Kind.BLOB))) {
                seen.add(child.digest());
                verify(descriptor);
            }
        }
    }

    private boolean isManifest(Child child) {
        return child.kind() == Child.Kind.EITHER
                && actual.resolve(child.digest()).isPresent();
    }

    private void verify(Descriptor blob) {
        try {
            actual.read(blob, buffer -> buffer.position(buffer.limit()));
        } catch (IOException | OciException e) {
            AssertionError error = failure(
                    "Expected %s to have %s and everything that it references, but: %s",
                    actual.name(), blob, e.getMessage());
            error.addSuppressed(e);
            throw error;
        }
    }
}
