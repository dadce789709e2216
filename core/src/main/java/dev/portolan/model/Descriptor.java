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
 * What content is and how it is addressed (image-spec, descriptor.md): media type, digest and size, and what else
 * was said of it. Immutable; each {@code with} gives a copy.
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
     * A descriptor with the three fields that each one has.
     *
     * @param size in bytes, not negative
     * @throws InvalidManifestException when the size is negative
     */
    public static Descriptor of(String mediaType, Digest digest, long size) {
        if (size < 0) {
            throw new InvalidManifestException(
                    Problem.of("descriptor of " + digest + " has a size below zero: " + size));
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

    /** The descriptor of these bytes, by SHA-256. */
    public static Descriptor of(String mediaType, byte[] content) {
        return of(mediaType, Digest.sha256(content), content.length);
    }

    /** The empty descriptor, with its two bytes inline (image-spec, manifest.md, "Guidance for an Empty Descriptor"). */
    public static Descriptor empty() {
        return of(MediaTypes.EMPTY, EMPTY_JSON).withData(EMPTY_JSON);
    }

    /** The media type of the content. */
    public String mediaType() {
        return mediaType;
    }

    /** The digest of the content. */
    public Digest digest() {
        return digest;
    }

    /** The size of the content in bytes. */
    public long size() {
        return size;
    }

    /** Addresses from which the content may be had besides; used only when asked for. */
    public List<String> urls() {
        return urls;
    }

    /** Annotations, sorted by key; unmodifiable. */
    public Map<String, String> annotations() {
        return annotations;
    }

    /** The annotation of this key. */
    public Optional<String> annotation(String key) {
        return Optional.ofNullable(annotations.get(key));
    }

    /**
     * A copy of the content itself, where the descriptor carries it. Verified if the descriptor was read from a manifest:
     * data that does not match the digest is ignored there.
     */
    public Optional<byte[]> data() {
        return data == null ? Optional.empty() : Optional.of(data.clone());
    }

    /** The type of the artifact that this points to, where it was said. */
    public Optional<String> artifactType() {
        return Optional.ofNullable(artifactType);
    }

    /** The platform that this is for, where it was said. */
    public Optional<Platform> platform() {
        return Optional.ofNullable(platform);
    }

    /** A copy with another media type. */
    public Descriptor withMediaType(String newType) {
        return new Descriptor(newType, digest, size, urls, annotations, data, artifactType, platform);
    }

    /** A copy with these addresses. */
    public Descriptor withUrls(List<String> newUrls) {
        return new Descriptor(mediaType, digest, size, List.copyOf(newUrls), annotations, data, artifactType, platform);
    }

    /** A copy with exactly these annotations. */
    public Descriptor withAnnotations(Map<String, String> newAnnotations) {
        return new Descriptor(mediaType, digest, size, urls, sorted(newAnnotations), data, artifactType, platform);
    }

    /** A copy with one annotation more, or another value for it. */
    public Descriptor withAnnotation(String key, String value) {
        Map<String, String> more = new TreeMap<>(annotations);
        more.put(key, value);
        return withAnnotations(more);
    }

    /** A copy that carries the content inline; its size must be this descriptor's. */
    public Descriptor withData(byte[] content) {
        if (content.length != size) {
            throw new InvalidManifestException(Problem.of("descriptor of " + digest + " carries " + content.length
                    + " bytes of data but says that its size is " + size));
        }
        return new Descriptor(mediaType, digest, size, urls, annotations, content.clone(), artifactType, platform);
    }

    /** A copy with this artifact type. */
    public Descriptor withArtifactType(String type) {
        return new Descriptor(mediaType, digest, size, urls, annotations, data, Objects.requireNonNull(type), platform);
    }

    /** A copy for this platform. */
    public Descriptor withPlatform(Platform newPlatform) {
        return new Descriptor(
                mediaType, digest, size, urls, annotations, data, artifactType, Objects.requireNonNull(newPlatform));
    }

    /** Media type, digest and size alone. */
    public Descriptor bare() {
        return of(mediaType, digest, size);
    }

    /** Whether both address the same content: digest and size. */
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
