package dev.portolan.model;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A manifest of one image or artifact, or an index of manifests. It keeps the bytes that it was read from: its
 * descriptor is computed from them, and a copy writes exactly these bytes.
 *
 * @since 0.1.0
 */
public sealed interface Manifest permits ImageManifest, ImageIndex {
    /** The largest manifest that Portolan accepts, in bytes (distribution-spec, "Pushing Manifests"): 4 MiB. */
    int LARGEST = 4 << 20;

    /** Returns a copy of the bytes. */
    byte[] bytes();

    /** Returns media type, digest and size of the bytes, and the artifact type; without annotations. */
    Descriptor descriptor();

    /** Returns the media type: the manifest's own, or the content type that it was served with. */
    default String mediaType() {
        return descriptor().mediaType();
    }

    /** Returns the digest of the bytes. */
    default Digest digest() {
        return descriptor().digest();
    }

    /** Returns the annotations, sorted by key. */
    Map<String, String> annotations();

    /** Returns the {@code artifactType}; for an image manifest without one, the media type of its config. */
    Optional<String> artifactType();

    /** Returns the subject: the manifest that this one is a referrer of. */
    Optional<Descriptor> subject();

    /**
     * Returns what this references, in its order: config and layers, or manifests; {@link Child} says in which role.
     */
    List<Descriptor> children();

    /** Returns the entry for a list of referrers: the descriptor with artifact type and annotations. */
    default Descriptor asReferrer() {
        Descriptor descriptor = descriptor().withAnnotations(annotations());
        return artifactType().map(descriptor::withArtifactType).orElse(descriptor);
    }

    /**
     * Reads a manifest by the media type that it says itself.
     *
     * @throws InvalidManifestException when it says none and its shape is neither manifest nor index
     */
    static Manifest parse(byte[] bytes) {
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
    static Manifest parse(byte[] bytes, String contentType) {
        return parse(bytes, contentType, DigestAlgorithm.SHA256);
    }

    /**
     * Reads a manifest that is addressed by another algorithm than SHA-256.
     *
     * @param algorithm of the digest in the manifest's descriptor
     * @throws InvalidManifestException as {@link #parse(byte[], String)} does
     */
    static Manifest parse(byte[] bytes, String contentType, DigestAlgorithm algorithm) {
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
