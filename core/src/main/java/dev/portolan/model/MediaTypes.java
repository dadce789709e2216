package dev.portolan.model;

import dev.portolan.error.Text;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The media types that Portolan knows by name (image-spec, media-types.md, and Docker's equivalents).
 *
 * @since 0.1.0
 */
public final class MediaTypes {
    /** An OCI image manifest. */
    public static final String IMAGE_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    /** An OCI image index. */
    public static final String IMAGE_INDEX = "application/vnd.oci.image.index.v1+json";
    /** A Docker image manifest, schema 2. */
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    /** A Docker manifest list. */
    public static final String DOCKER_MANIFEST_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    /** An OCI artifact manifest, of the release candidates of image-spec 1.1; read, but not made. */
    public static final String ARTIFACT_MANIFEST = "application/vnd.oci.artifact.manifest.v1+json";
    /** An artifact manifest of ORAS, from before image-spec 1.1; read, but not made. */
    public static final String ORAS_ARTIFACT_MANIFEST = "application/vnd.cncf.oras.artifact.manifest.v1+json";
    /** The configuration of an OCI image. */
    public static final String IMAGE_CONFIG = "application/vnd.oci.image.config.v1+json";
    /** The configuration of a Docker image. */
    public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    /** The empty descriptor: the two bytes <code>{}</code>. */
    public static final String EMPTY = "application/vnd.oci.empty.v1+json";
    /** A layer that is a tar. */
    public static final String LAYER_TAR = "application/vnd.oci.image.layer.v1.tar";
    /** A layer that is a tar compressed with gzip. */
    public static final String LAYER_TAR_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
    /** A layer that is a tar compressed with zstd. */
    public static final String LAYER_TAR_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";
    /** Arbitrary bytes. */
    public static final String OCTET_STREAM = "application/octet-stream";
    /** The artifact type of an artifact without a type. */
    public static final String UNKNOWN_ARTIFACT = "application/vnd.unknown.artifact.v1";

    /** The artifact type of a file archive, whose files can be read one by one. */
    public static final String FILE_ARCHIVE = "application/vnd.meigma.blob.v1";

    private static final Set<String> DOCKER_SCHEMA_1 = Set.of(
            "application/vnd.docker.distribution.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v1+prettyjws");

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}";
    private static final Pattern VALID = Pattern.compile(NAME + "/" + NAME);

    private MediaTypes() {}

    /** Returns the manifest types that Portolan reads, in the order in which it asks a registry for them. */
    public static List<String> manifests() {
        return List.of(
                IMAGE_MANIFEST,
                IMAGE_INDEX,
                DOCKER_MANIFEST,
                DOCKER_MANIFEST_LIST,
                ARTIFACT_MANIFEST,
                ORAS_ARTIFACT_MANIFEST);
    }

    /** Returns whether this is a manifest of one image or artifact, with a config and layers. */
    public static boolean isImageManifest(String mediaType) {
        return mediaType.equals(IMAGE_MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
    }

    /** Returns whether this is a list of manifests. */
    public static boolean isIndex(String mediaType) {
        return mediaType.equals(IMAGE_INDEX) || mediaType.equals(DOCKER_MANIFEST_LIST);
    }

    /** Returns whether this is a manifest of one artifact without a config, which many registries do not accept. */
    public static boolean isArtifactManifest(String mediaType) {
        return mediaType.equals(ARTIFACT_MANIFEST) || mediaType.equals(ORAS_ARTIFACT_MANIFEST);
    }

    /** Returns whether this is any manifest that Portolan reads. */
    public static boolean isManifest(String mediaType) {
        return isImageManifest(mediaType) || isIndex(mediaType) || isArtifactManifest(mediaType);
    }

    /** Returns whether this is the config of a container image. */
    public static boolean isImageConfig(String mediaType) {
        return mediaType.equals(IMAGE_CONFIG) || mediaType.equals(DOCKER_CONFIG);
    }

    /** Returns whether this is Docker's schema 1, which is refused by name. */
    public static boolean isDockerSchema1(String mediaType) {
        return DOCKER_SCHEMA_1.contains(mediaType);
    }

    /**
     * Returns whether this is a non-distributable layer (image-spec), which is fetched from another address, if at all.
     */
    public static boolean isForeignLayer(String mediaType) {
        return mediaType.startsWith("application/vnd.oci.image.layer.nondistributable.")
                || mediaType.startsWith("application/vnd.docker.image.rootfs.foreign.");
    }

    /** Returns whether this is a layer or config of a container image, and so certainly no manifest. */
    public static boolean isLayerOrConfig(String mediaType) {
        return mediaType.startsWith("application/vnd.oci.image.layer.")
                || mediaType.startsWith("application/vnd.docker.image.rootfs.")
                || isImageConfig(mediaType)
                || mediaType.equals(EMPTY);
    }

    /** Returns whether this follows the grammar of RFC 6838, 4.2: {@code type/subtype}, without parameters. */
    public static boolean isValid(String mediaType) {
        return VALID.matcher(mediaType).matches();
    }

    /**
     * Returns a media type that follows the grammar of RFC 6838, 4.2, {@code type/subtype}. Manifests of other programs may
     * hold others, which are read as they are; what is made here must be right.
     *
     * @throws IllegalArgumentException when it does not
     */
    public static String requireValid(String mediaType) {
        if (!isValid(Objects.requireNonNull(mediaType, "mediaType"))) {
            throw new IllegalArgumentException(
                    Text.quote(mediaType) + " is not a media type, such as application/vnd.example.note.v1");
        }
        return mediaType;
    }

    /**
     * Returns the type in lower case, without parameters such as {@code charset}: {@code "a/b; c=d"} is {@code
     * "a/b"}.
     */
    public static String withoutParameters(String contentType) {
        int semicolon = contentType.indexOf(';');
        return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .trim()
                .toLowerCase(Locale.ROOT);
    }
}
