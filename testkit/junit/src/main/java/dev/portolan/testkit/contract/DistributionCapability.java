package dev.portolan.testkit.contract;

import static dev.portolan.testkit.contract.WireTests.OCTETS;
import static dev.portolan.testkit.contract.WireTests.fresh;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.Credential;
import dev.portolan.testkit.contract.Wire.Response;
import java.net.URI;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * An optional feature of a registry. {@link DistributionContract#capabilities} returns those of the registry under test.
 *
 * @since 0.1.0
 */
public enum DistributionCapability {
    /** Manifests can be deleted. */
    DELETE_MANIFESTS("deleting manifests"),
    /** Tags can be deleted. */
    DELETE_TAGS("deleting tags"),
    /** Blobs can be deleted. */
    DELETE_BLOBS("deleting blobs"),
    /** Content can be addressed by SHA-512. */
    SHA512("SHA-512"),
    /** A blob can be mounted without naming the repository that has it. */
    MOUNT_WITHOUT_FROM("mounting without naming a repository"),
    /** A manifest is accepted although content that it references is missing. */
    SPARSE_MANIFESTS("manifests with missing content"),
    /**
     * A manifest that is pushed by digest can get tags in the same request, as after version 1.1 of the specification.
     */
    TAG_PARAMETERS("tags in the request of a manifest"),
    /** The referrers API is supported. */
    REFERRERS("the referrers API"),
    /** There is a catalog, which is not part of the specification. */
    CATALOG("the catalog");

    private final String text;

    DistributionCapability(String text) {
        this.text = text;
    }

    /** Returns the feature as reports name it. */
    @Override
    public String toString() {
        return text;
    }

    /**
     * Finds the capabilities of a registry: pushes a little content into two new repositories of a namespace, and tries
     * each capability once.
     *
     * @throws IllegalStateException when content cannot be pushed at all
     * @throws java.io.UncheckedIOException when nothing answers
     */
    public static Set<DistributionCapability> probe(URI registry, Optional<Credential> credential, String namespace) {
        Wire wire = new Wire(registry, credential, namespace);
        Descriptor layer = wire.push(fresh(64));
        ImageManifest manifest = manifest(wire, layer);
        wire.put("probe", manifest).require(201, "a manifest");
        Set<DistributionCapability> found = EnumSet.noneOf(DistributionCapability.class);
        for (DistributionCapability each : values()) {
            if (each.works(wire, manifest)) {
                found.add(each);
            }
        }
        return found;
    }

    /**
     * Tries this capability.
     *
     * @param manifest one that was pushed under the tag {@code probe}
     */
    private boolean works(Wire wire, ImageManifest manifest) {
        return switch (this) {
            case DELETE_MANIFESTS -> deleted(wire, "manifests/" + pushed(wire).digest());
            case DELETE_TAGS -> deleted(wire, "manifests/probe");
            case DELETE_BLOBS -> {
                Descriptor blob = wire.push(fresh(9));
                yield deleted(wire, "blobs/" + blob.digest());
            }
            case SHA512 -> takesSha512(wire);
            case MOUNT_WITHOUT_FROM -> mountsWithoutFrom(wire);
            case SPARSE_MANIFESTS -> {
                Descriptor missing = Descriptor.of(OCTETS, Digest.sha256(fresh(7)), 7);
                yield wire.put("sparse", manifest(wire, missing)).status() == 201;
            }
            case TAG_PARAMETERS ->
                wire.put(manifest.digest() + "?tag=another", manifest)
                        .header("OCI-Tag")
                        .isPresent();
            case REFERRERS -> {
                Digest subject = manifest.config().digest();
                yield wire.send("GET", wire.path("referrers/" + subject)).status() == 200;
            }
            case CATALOG -> wire.send("GET", "/v2/_catalog").status() == 200;
        };
    }

    private static ImageManifest manifest(Wire wire, Descriptor layer) {
        return ImageManifest.builder()
                .config(wire.push(fresh(32)))
                .layer(layer.withMediaType(MediaTypes.LAYER_TAR))
                .build();
    }

    /** Returns another manifest, whose deletion does not affect other probes. */
    private static ImageManifest pushed(Wire wire) {
        ImageManifest manifest = manifest(wire, wire.push(fresh(16)));
        wire.put(manifest.digest().toString(), manifest).require(201, "a manifest");
        return manifest;
    }

    private static boolean deleted(Wire wire, String rest) {
        return wire.send("DELETE", wire.path(rest)).status() == 202;
    }

    private static boolean takesSha512(Wire wire) {
        byte[] content = fresh(24);
        Digest digest = Digest.of(DigestAlgorithm.SHA512, content);
        Response begun = wire.send("POST", wire.path("blobs/uploads/?digest-algorithm=sha512"));
        if (begun.status() != 202) {
            return false;
        }
        // docker-registry responds 201 and stores the blob under its SHA-256.
        Response put = wire.finish(begun, digest, content);
        return put.status() == 201
                && put.header("Docker-Content-Digest").orElse(digest.toString()).equals(digest.toString());
    }

    private static boolean mountsWithoutFrom(Wire wire) {
        Digest digest = wire.push(wire.otherPath("blobs/uploads/"), DigestAlgorithm.SHA256, fresh(48))
                .digest();
        return wire.send("POST", wire.path("blobs/uploads/?mount=" + digest)).status() == 201;
    }
}
