package dev.portolan.registry.server;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A named set of {@link Quirk}s that imitates a well-known registry, as far as its behaviour can break clients. It is
 * not an exact copy: services change, and the set is what a client must be able to handle.
 *
 * @since 0.1.0
 */
public enum RegistryProfile {
    /** distribution-spec 1.1, with everything that it allows. */
    SPECIFICATION("specification"),
    /** Docker Hub: redirects to storage, no deletes, no catalog, 401 for missing content. */
    DOCKER_HUB(
            "docker-hub",
            Quirk.REDIRECTS_BLOBS,
            Quirk.NO_DELETES,
            Quirk.NO_CATALOG,
            Quirk.NO_SINGLE_POST,
            Quirk.MISSING_IS_UNAUTHORIZED,
            Quirk.ABSOLUTE_LOCATIONS,
            Quirk.STATE_IN_LOCATIONS),
    /** GitHub's ghcr.io: chunks of 4 MiB at most, no referrers, redirects to storage. */
    GHCR("ghcr", Quirk.CHUNKS_OF_4_MIB, Quirk.NO_REFERRERS, Quirk.REDIRECTS_BLOBS, Quirk.NO_CATALOG, Quirk.NO_DELETES),
    /** Amazon ECR: a stale Range, 201 for a chunk, pages of 100, no digest on GET. */
    ECR(
            "ecr",
            Quirk.STALE_RANGE,
            Quirk.PATCH_ANSWERED_CREATED,
            Quirk.N_UP_TO_1000,
            Quirk.PAGES_OF_100,
            Quirk.NO_DIGEST_ON_GET,
            Quirk.MOUNT_NEEDS_FROM,
            Quirk.REDIRECTS_BLOBS,
            Quirk.ABSOLUTE_LOCATIONS),
    /** Azure Container Registry: uploads that cannot be resumed, redirects to storage that refuses credentials. */
    ACR(
            "acr",
            Quirk.NO_RESUMED_UPLOADS,
            Quirk.NO_SINGLE_POST,
            Quirk.STATE_IN_LOCATIONS,
            Quirk.REDIRECTS_BLOBS,
            Quirk.MOUNT_NEEDS_FROM),
    /** Red Hat's quay.io: no OCI-Subject, redirects to storage, only SHA-256. */
    QUAY("quay", Quirk.NO_REFERRERS, Quirk.REDIRECTS_BLOBS, Quirk.SHA256_ONLY, Quirk.ABSOLUTE_LOCATIONS),
    /** Google Artifact Registry: no chunks, no empty blobs. */
    ARTIFACT_REGISTRY(
            "artifact-registry",
            Quirk.REFUSES_CHUNKS,
            Quirk.NO_EMPTY_BLOBS,
            Quirk.REDIRECTS_BLOBS,
            Quirk.MOUNT_NEEDS_FROM),
    /** JFrog Artifactory: 403 for missing content, HEAD without length behind its proxy. */
    ARTIFACTORY("artifactory", Quirk.MISSING_IS_DENIED, Quirk.BARE_HEAD, Quirk.NO_MOUNTS),
    /** Sonatype Nexus: media types with parameters, no mounts without {@code from}. */
    NEXUS("nexus", Quirk.CONTENT_TYPE_PARAMETERS, Quirk.MOUNT_NEEDS_FROM, Quirk.NO_REFERRERS),
    /** Docker's own registry, release 2.8, with default settings: measured with 2.8.2 of Debian. */
    DISTRIBUTION_2_8(
            "distribution-2.8",
            Quirk.NO_REFERRERS,
            Quirk.NO_SINGLE_POST,
            Quirk.MOUNT_NEEDS_FROM,
            Quirk.ABSOLUTE_LOCATIONS,
            Quirk.STATE_IN_LOCATIONS,
            Quirk.NO_DELETES,
            Quirk.NULL_TAGS,
            Quirk.MISSING_CHILD_IS_BAD_REQUEST);

    private final String id;
    private final Set<Quirk> quirks;

    RegistryProfile(String id, Quirk... quirks) {
        this.id = id;
        this.quirks =
                quirks.length == 0 ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(Arrays.asList(quirks)));
    }

    /** Returns the name for people and command lines, such as {@code docker-hub}. */
    public String id() {
        return id;
    }

    /** Returns the quirks; unmodifiable. */
    public Set<Quirk> quirks() {
        return quirks;
    }

    /**
     * Returns the profile with this name.
     *
     * @throws IllegalArgumentException when there is none; the message lists all names
     */
    public static RegistryProfile named(String id) {
        for (RegistryProfile profile : values()) {
            if (profile.id.equals(id.toLowerCase(Locale.ROOT))) {
                return profile;
            }
        }
        throw new IllegalArgumentException("unknown registry profile \"" + id + "\"; use one of "
                + Arrays.stream(values()).map(RegistryProfile::id).collect(Collectors.joining(", ")));
    }
}
