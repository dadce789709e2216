package dev.portolan.registry.server;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A way in which a registry deviates from distribution-spec, or omits an optional feature. The documentation of each
 * says where it was seen. A {@link RegistryProfile} is a set of them.
 *
 * @since 0.1.0
 */
public enum Quirk {
    /**
     * No referrers: the endpoint is 404, and the response to a manifest with a subject has no {@code OCI-Subject}, so
     * clients must maintain the fallback tag. Seen: docker-registry 2.8.2 (measured); quay.io in 2025
     * (opencontainers/distribution-spec#563).
     */
    NO_REFERRERS,
    /** A mount always returns an upload session (202), which the specification allows. */
    NO_MOUNTS,
    /** A mount without {@code from} returns an upload session, which the specification allows. */
    MOUNT_NEEDS_FROM,
    /**
     * A {@code POST} with a digest and the whole blob returns an upload session (202), and the body is ignored. Seen:
     * docker-registry 2.8.2 (measured). Allowed by distribution-spec, "Single POST".
     */
    NO_SINGLE_POST,
    /** {@code Range} is ignored: 200 with the whole blob. Allowed by RFC 9110, section 14.2. */
    IGNORES_RANGES,
    /**
     * A {@code PATCH} with {@code Content-Range} is refused with 405. Google Artifact Registry's documentation
     * ("Push and pull images") says that chunked uploads are not supported.
     */
    REFUSES_CHUNKS,
    /**
     * The body of a {@code PATCH} of more than 4 MiB is refused with 416. Seen: ghcr.io
     * (wasmCloud/wash-archive#268: "the request body is too large and exceeds the maximum permissible limit of
     * 4.00MiB").
     */
    CHUNKS_OF_4_MIB,
    /**
     * {@code OCI-Chunk-Min-Length: 1048576}, and smaller chunks than that, but for the last, are refused with 416.
     * Allowed by distribution-spec, "Pushing a blob in chunks", for registries on storage that takes no smaller parts
     * (opencontainers/distribution-spec#374, #391).
     */
    CHUNKS_FROM_1_MIB,
    /**
     * The {@code Range} of an upload stays at the end of the first chunk, although all chunks are stored. Seen: Amazon
     * ECR (aws/containers-roadmap#2831).
     */
    STALE_RANGE,
    /** A {@code PATCH} returns 201 instead of 202. Seen: Amazon ECR. */
    PATCH_ANSWERED_CREATED,
    /**
     * An upload ends with the first chunk that is out of order: 404 BLOB_UPLOAD_INVALID from then on. Seen: Azure
     * Container Registry (Azure/azure-sdk-for-js#25448: "uploads cannot be resumed").
     */
    NO_RESUMED_UPLOADS,
    /** {@code Location} is an absolute URL, with scheme and host. Seen: docker-registry 2.8.2 (measured). */
    ABSOLUTE_LOCATIONS,
    /**
     * The {@code Location} of an upload contains state in its query and is valid for one request: an older one returns
     * 404 BLOB_UPLOAD_INVALID. Seen: docker-registry 2.8.2 (measured), after each chunk.
     */
    STATE_IN_LOCATIONS,
    /**
     * A list with {@code n} over 1000 is refused: "Member must have value less than or equal to 1000". Seen: Amazon
     * ECR (google/go-containerregistry#681, #1091).
     */
    N_UP_TO_1000,
    /**
     * Lists come in pages of 100 at most, and the link to the next page has a {@code last} that is no tag. Seen:
     * Amazon ECR (genuinetools/reg#206, deitch/docker_registry2#34).
     */
    PAGES_OF_100,
    /** A repository without tags returns {@code "tags": null}. Seen: docker-registry before 3.0. */
    NULL_TAGS,
    /** No catalog: 404. Seen: ghcr.io, Docker Hub. */
    NO_CATALOG,
    /** A single tag cannot be deleted: 405 UNSUPPORTED. Seen: docker-registry 2.8.2 (measured). */
    NO_TAG_DELETES,
    /**
     * Nothing can be deleted: 405 UNSUPPORTED. Seen: docker-registry 2.8.2 with its default configuration (measured);
     * Docker Hub (docker/hub-feedback#1759).
     */
    NO_DELETES,
    /**
     * Digests of SHA-512 are refused with 400 DIGEST_INVALID. Seen: distribution up to 3.0, for manifests
     * (distribution/distribution#4420).
     */
    SHA256_ONLY,
    /**
     * An empty blob is refused with 400 SIZE_INVALID. Seen: Google Artifact Registry, with a 400
     * (oras-project/oras-go#294); Harbor, with a 500 (goharbor/harbor#21018).
     */
    NO_EMPTY_BLOBS,
    /**
     * The response to {@code GET} of a manifest has no {@code Docker-Content-Digest}; that to {@code HEAD} has. Seen:
     * Amazon ECR (ChangemakerStudios/Docker.Registry.DotNet#34).
     */
    NO_DIGEST_ON_GET,
    /**
     * The response to {@code HEAD} has neither {@code Content-Length} nor {@code Docker-Content-Digest}. Seen: behind
     * compressing proxies.
     */
    BARE_HEAD,
    /** Media types have a parameter: {@code ; charset=utf-8}. Seen: behind proxies and with Sonatype Nexus. */
    CONTENT_TYPE_PARAMETERS,
    /** Missing content is 403 DENIED. Seen: JFrog Artifactory, for repositories that the user may not see. */
    MISSING_IS_DENIED,
    /** Missing content is 401 UNAUTHORIZED. Seen: Docker Hub, for repositories that may be private. */
    MISSING_IS_UNAUTHORIZED,
    /** MANIFEST_BLOB_UNKNOWN has status 400. Seen: docker-registry 2.8.2 (measured). */
    MISSING_CHILD_IS_BAD_REQUEST,
    /** A manifest is accepted although content that it references is missing, which the specification allows. */
    TAKES_SPARSE_MANIFESTS,
    /**
     * A blob is a redirect (307) to storage on another port, which refuses requests with {@code Authorization}. Seen:
     * Docker Hub, quay.io, ghcr.io, Amazon ECR, and Azure Container Registry, whose storage says "Authentication
     * information is not given in the correct format" (Azure/acr#217).
     */
    REDIRECTS_BLOBS;

    /** Returns the name for people and command lines, such as {@code mount-needs-from}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the quirk with this name.
     *
     * @throws IllegalArgumentException when there is none; the message lists all names
     */
    public static Quirk named(String id) {
        return Arrays.stream(values())
                .filter(quirk -> quirk.id().equals(id.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown quirk \"" + id + "\"; use one of "
                        + Arrays.stream(values()).map(Quirk::id).collect(Collectors.joining(", "))));
    }
}
