package dev.portolan.testkit.assertion;

import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/**
 * Assertions about a {@link Manifest}.
 *
 * @since 0.1.0
 */
public final class ManifestAssert extends AbstractAssert<ManifestAssert, Manifest> {

    ManifestAssert(Manifest actual) {
        super(actual, ManifestAssert.class);
    }

    /** Verifies the digest. */
    public ManifestAssert hasDigest(Digest expected) {
        isNotNull();
        return same("digest", expected, actual.digest());
    }

    /** Verifies the media type. */
    public ManifestAssert hasMediaType(String expected) {
        isNotNull();
        return same("media type", expected, actual.mediaType());
    }

    /** Verifies the artifact type, which may be that of the config. */
    public ManifestAssert hasArtifactType(String expected) {
        isNotNull();
        return same("artifact type", Optional.of(expected), actual.artifactType());
    }

    /** Verifies an annotation. */
    public ManifestAssert hasAnnotation(String key, String value) {
        isNotNull();
        return same(
                "annotation " + key, value, String.valueOf(actual.annotations().get(key)));
    }

    /** Verifies the digest of the subject. */
    public ManifestAssert hasSubject(Digest expected) {
        isNotNull();
        return same("subject", Optional.of(expected), actual.subject().map(Descriptor::digest));
    }

    /** Verifies that there is no subject. */
    public ManifestAssert hasNoSubject() {
        isNotNull();
        return same("subject", Optional.empty(), actual.subject().map(Descriptor::digest));
    }

    /** Verifies the exact bytes. */
    public ManifestAssert hasBytes(byte[] expected) {
        isNotNull();
        Assertions.assertThat(actual.bytes()).as("bytes of " + actual).isEqualTo(expected);
        return this;
    }

    /** Verifies that this is not an index, and that its layers have these titles, in this order. */
    public ManifestAssert hasLayersTitled(String... titles) {
        return same(
                "titles of the layers",
                List.of(titles),
                layers().stream()
                        .map(layer -> layer.annotation(Annotations.TITLE).orElse(""))
                        .toList());
    }

    /** Verifies that this is not an index, and that it has this number of layers. */
    public ManifestAssert hasLayers(int count) {
        return same("number of layers", count, layers().size());
    }

    private List<Descriptor> layers() {
        isNotNull();
        if (actual instanceof ImageManifest image) {
            return image.layers();
        }
        throw failure("Expected a manifest of one image or artifact, but it is %s", actual);
    }

    private ManifestAssert same(String what, Object expected, Object found) {
        if (!Objects.equals(expected, found)) {
            throw failureWithActualExpected(
                    found, expected, "Expected the %s of %s to be %s, but it is %s", what, actual, expected, found);
        }
        return this;
    }
}
