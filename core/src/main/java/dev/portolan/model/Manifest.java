package dev.portolan.model;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A manifest of one image or artifact, or an index of manifests. It keeps the bytes that it was read from: its
 * descriptor is computed from them, and a copy writes exactly these bytes.
 *
 * @since 0.1.0
 */
public abstract sealed class Manifest permits ImageManifest, ImageIndex {
    /** The largest manifest that Portolan accepts, in bytes (distribution-spec, "Pushing Manifests"): 4 MiB. */
    public static final int LARGEST = 4 << 20;

    private final byte[] bytes;
    private final Descriptor descriptor;
    private final Map<String, String> annotations;
    private final @Nullable Descriptor subject;

    Manifest(Descriptor bare, byte[] bytes, JsonObject json) {
        this.bytes = bytes.clone();
        this.annotations = Descriptor.sorted(json.stringMap("annotations"));
        this.subject = json.object("subject").map(ManifestJson::descriptor).orElse(null);
        this.descriptor = json.string("artifactType")
                .filter(type -> !type.isEmpty())
                .map(bare::withArtifactType)
                .orElse(bare);
    }

    /** Returns a copy of the bytes. */
    public final byte[] bytes() {
        return bytes.clone();
    }

    /** Returns media type, digest and size of the bytes, and the artifact type; without annotations. */
    public final Descriptor descriptor() {
        return descriptor;
    }

    /** Returns the media type: the manifest's own, or the content type that it was served with. */
    public final String mediaType() {
        return descriptor.mediaType();
    }

    /** Returns the digest of the bytes. */
    public final Digest digest() {
        return descriptor.digest();
    }

    /** Returns the annotations, sorted by key. */
    public final Map<String, String> annotations() {
        return annotations;
    }

    /** Returns the {@code artifactType}; for an image manifest without one, the media type of its config. */
    public Optional<String> artifactType() {
        return descriptor.artifactType();
    }

    /** Returns the subject: the manifest that this one is a referrer of. */
    public final Optional<Descriptor> subject() {
        return Optional.ofNullable(subject);
    }

    /**
     * Returns what this references, in its order: config and layers, or manifests; {@link Child} says in which role.
     */
    public abstract List<Descriptor> children();

    /** Returns the entry for a list of referrers: the descriptor with artifact type and annotations. */
    public final Descriptor asReferrer() {
        Descriptor entry = descriptor.withAnnotations(annotations);
        return artifactType().map(entry::withArtifactType).orElse(entry);
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof Manifest that
                && getClass() == that.getClass()
                && descriptor.sameContent(that.descriptor);
    }

    @Override
    public final int hashCode() {
        return descriptor.digest().hashCode();
    }

    /**
     * Reads a manifest by the media type that it says itself.
     *
     * @throws InvalidManifestException when it says none and its shape is neither manifest nor index
     */
    public static Manifest parse(byte[] bytes) {
        return parse(bytes, "");
    }

    /**
     * Reads a manifest.
     *
     * @param bytes the manifest as it came
     * @param contentType the media type that it came with, parameters allowed; empty for unknown
     * @throws InvalidManifestException when it is malformed, too large, of an unknown type, or contradicts the type
     *     that it came with
     */
    public static Manifest parse(byte[] bytes, String contentType) {
        return parse(bytes, contentType, DigestAlgorithm.SHA256);
    }

    /**
     * Reads a manifest that is addressed by another algorithm than SHA-256.
     *
     * @param algorithm of the digest in the manifest's descriptor
     * @throws InvalidManifestException as {@link #parse(byte[], String)} does
     */
    public static Manifest parse(byte[] bytes, String contentType, DigestAlgorithm algorithm) {
        if (bytes.length > LARGEST) {
            throw invalid("it has " + bytes.length + " bytes, the limit is " + LARGEST);
        }
        try {
            JsonObject json = Json.parseObject(bytes);
            String mediaType = ManifestJson.mediaType(json, MediaTypes.withoutParameters(contentType));
            Descriptor descriptor = Descriptor.of(mediaType, Digest.of(algorithm, bytes), bytes.length);
            return MediaTypes.isIndex(mediaType)
                    ? new ImageIndex(descriptor, bytes, json)
                    : new ImageManifest(descriptor, bytes, json);
        } catch (JsonFormatException e) {
            throw invalid(e.getMessage());
        }
    }

    private static InvalidManifestException invalid(String reason) {
        return new InvalidManifestException(Problem.of("not a valid manifest").because(reason));
    }
}
