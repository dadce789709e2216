package dev.portolan.model;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor (image-spec, descriptor.md): the media type, digest and size of content, with optional annotations,
 * platform, artifact type, URLs and inline data. Immutable; each {@code with} method returns a copy.
 *
 * @since 0.1.0
 */
public final class Descriptor {
    private static final byte[] EMPTY_JSON = "{}".getBytes(StandardCharsets.US_ASCII);

    private final String mediaType;
    private final Digest digest;
    private final long size;
    private final List<String> urls;
    private final Map<String, String> annotations;
    private final byte @Nullable [] data;
    private final @Nullable String artifactType;
    private final @Nullable Platform platform;

    private Descriptor(
            String mediaType,
            Digest digest,
            long size,
            List<String> urls,
            Map<String, String> annotations,
            byte @Nullable [] data,
            @Nullable String artifactType,
            @Nullable Platform platform) {
        this.mediaType = mediaType;
        this.digest = digest;
        this.size = size;
        this.urls = urls;
        this.annotations = annotations;
        this.data = data;
        this.artifactType = artifactType;
        this.platform = platform;
    }

    /**
     * Returns a descriptor with the three required fields.
     *
     * @param size in bytes, not negative
     * @throws InvalidManifestException when the size is negative
     */
    public static Descriptor of(String mediaType, Digest digest, long size) {
        if (size < 0) {
            throw new InvalidManifestException(Problem.of("descriptor of " + digest + " has a negative size: " + size));
        }
        return new Descriptor(
                Objects.requireNonNull(mediaType),
                Objects.requireNonNull(digest),
                size,
                List.of(),
                Map.of(),
                null,
                null,
                null);
    }

    /** Returns the descriptor of these bytes, by SHA-256. */
    public static Descriptor of(String mediaType, byte[] content) {
        return of(mediaType, Digest.sha256(content), content.length);
    }

    /**
     * Returns the empty descriptor, with its two bytes inline (image-spec, manifest.md, "Guidance for an Empty
     * Descriptor").
     */
    public static Descriptor empty() {
        return of(MediaTypes.EMPTY, EMPTY_JSON).withData(EMPTY_JSON);
    }

    /** Returns the media type of the content. */
    public String mediaType() {
        return mediaType;
    }

    /** Returns the digest of the content. */
    public Digest digest() {
        return digest;
    }

    /** Returns the size of the content in bytes. */
    public long size() {
        return size;
    }

    /** Returns other addresses of the content; they are only used on request. */
    public List<String> urls() {
        return urls;
    }

    /** Returns the annotations, sorted by key; unmodifiable. */
    public Map<String, String> annotations() {
        return annotations;
    }

    /** Returns the annotation with this key. */
    public Optional<String> annotation(String key) {
        return Optional.ofNullable(annotations.get(key));
    }

    /**
     * Returns a copy of the content itself, if the descriptor carries it. Verified if the descriptor was read from a
     * manifest: data that does not match the digest is ignored there.
     */
    public Optional<byte[]> data() {
        return data == null ? Optional.empty() : Optional.of(data.clone());
    }

    /** Returns the artifact type, if the descriptor names it. */
    public Optional<String> artifactType() {
        return Optional.ofNullable(artifactType);
    }

    /** Returns the platform, if the descriptor names it. */
    public Optional<Platform> platform() {
        return Optional.ofNullable(platform);
    }

    /** Returns a copy with another media type. */
    public Descriptor withMediaType(String newType) {
        return new Descriptor(newType, digest, size, urls, annotations, data, artifactType, platform);
    }

    /** Returns a copy with these addresses. */
    public Descriptor withUrls(List<String> newUrls) {
        return new Descriptor(mediaType, digest, size, List.copyOf(newUrls), annotations, data, artifactType, platform);
    }

    /** Returns a copy with exactly these annotations. */
    public Descriptor withAnnotations(Map<String, String> newAnnotations) {
        return new Descriptor(mediaType, digest, size, urls, sorted(newAnnotations), data, artifactType, platform);
    }

    /** Returns a copy with one annotation added or replaced. */
    public Descriptor withAnnotation(String key, String value) {
        Map<String, String> more = new TreeMap<>(annotations);
        more.put(key, value);
        return withAnnotations(more);
    }

    /** Returns a copy that carries the content inline; its length must be this descriptor's size. */
    public Descriptor withData(byte[] content) {
        if (content.length != size) {
            throw new InvalidManifestException(Problem.of(
                    "descriptor of " + digest + " has " + content.length + " bytes of data, but its size is " + size));
        }
        return new Descriptor(mediaType, digest, size, urls, annotations, content.clone(), artifactType, platform);
    }

    /** Returns a copy with this artifact type. */
    public Descriptor withArtifactType(String type) {
        return new Descriptor(mediaType, digest, size, urls, annotations, data, Objects.requireNonNull(type), platform);
    }

    /** Returns a copy with this platform. */
    public Descriptor withPlatform(Platform newPlatform) {
        return new Descriptor(
                mediaType, digest, size, urls, annotations, data, artifactType, Objects.requireNonNull(newPlatform));
    }

    /** Returns a copy with media type, digest and size only. */
    public Descriptor bare() {
        return of(mediaType, digest, size);
    }

    /** Returns whether digest and size are the same. */
    public boolean sameContent(Descriptor other) {
        return digest.equals(other.digest) && size == other.size;
    }

    static Map<String, String> sorted(Map<String, String> annotations) {
        if (annotations.size() <= 1) {
            return Map.copyOf(annotations);
        }
        return Collections.unmodifiableMap(new TreeMap<>(Map.copyOf(annotations)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Descriptor that
                && mediaType.equals(that.mediaType)
                && digest.equals(that.digest)
                && size == that.size
                && urls.equals(that.urls)
                && annotations.equals(that.annotations)
                && Arrays.equals(data, that.data)
                && Objects.equals(artifactType, that.artifactType)
                && Objects.equals(platform, that.platform);
    }

    @Override
    public int hashCode() {
        return Objects.hash(mediaType, digest, size, annotations);
    }

    @Override
    public String toString() {
        return digest + " (" + mediaType + ", " + size + " bytes)";
    }
}
