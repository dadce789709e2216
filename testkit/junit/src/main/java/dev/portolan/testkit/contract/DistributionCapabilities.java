package dev.portolan.testkit.contract;

import static dev.portolan.testkit.contract.WireSubject.OCTETS;
import static dev.portolan.testkit.contract.WireSubject.fresh;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.Credential;
import dev.portolan.testkit.contract.Wire.Answer;
import java.net.URI;
import java.util.Optional;

/**
 * The optional features that a registry supports, found by probing it. {@link DistributionContract} has a method for
 * each.
 *
 * @param deletes manifests can be deleted
 * @param deletesTags tags can be deleted
 * @param deletesBlobs blobs can be deleted
 * @param sha512 content can be addressed by SHA-512
 * @param mountsWithoutFrom a blob can be mounted without naming the repository that has it
 * @param sparseManifests a manifest is accepted although its children are missing
 * @param tagParameters a manifest that is put by its digest can be tagged in the same request
 * @param referrers the referrers API answers
 * @param catalog the catalog answers
 * @since 0.1.0
 */
public record DistributionCapabilities(
        boolean deletes,
        boolean deletesTags,
        boolean deletesBlobs,
        boolean sha512,
        boolean mountsWithoutFrom,
        boolean sparseManifests,
        boolean tagParameters,
        boolean referrers,
        boolean catalog) {

    /**
     * Pushes a little content into two new repositories of a namespace, and tries each capability once.
     *
     * @throws IllegalStateException when content cannot be pushed at all
     * @throws java.io.UncheckedIOException when nothing answers
     */
    public static DistributionCapabilities probe(URI registry, Optional<Credential> credential, String namespace) {
        Wire wire = new Wire(registry, Optional.empty(), new WireLogin(credential), namespace);
        Descriptor layer = push(wire, wire.path("blobs/uploads/"), fresh(64));
        ImageManifest manifest = manifest(wire, layer);
        expect(wire.put("probe", manifest), 201, "a manifest");
        ImageManifest sparse = manifest(wire, Descriptor.of(OCTETS, Digest.sha256(fresh(7)), 7));
        return new DistributionCapabilities(
                deleted(wire, "manifests/" + pushed(wire).digest()),
                deleted(wire, "manifests/probe"),
                deleted(
                        wire,
                        "blobs/"
                                + push(wire, wire.path("blobs/uploads/"), fresh(9))
                                        .digest()),
                takesSha512(wire),
                mountsWithoutFrom(wire),
                wire.put("sparse", sparse).status() == 201,
                wire.put(manifest.digest() + "?tag=beside", manifest)
                        .header("OCI-Tag")
                        .isPresent(),
                wire.send("GET", wire.path("referrers/" + layer.digest())).status() == 200,
                wire.send("GET", "/v2/_catalog").status() == 200);
    }

    private static ImageManifest manifest(Wire wire, Descriptor layer) {
        return ImageManifest.builder()
                .config(push(wire, wire.path("blobs/uploads/"), fresh(32)))
                .layer(layer.withMediaType(MediaTypes.LAYER_TAR))
                .build();
    }

    /** Returns another manifest, whose deletion does not affect other probes. */
    private static ImageManifest pushed(Wire wire) {
        ImageManifest manifest = manifest(wire, push(wire, wire.path("blobs/uploads/"), fresh(16)));
        expect(wire.put(manifest.digest().toString(), manifest), 201, "a manifest");
        return manifest;
    }

    private static boolean deleted(Wire wire, String rest) {
        return wire.send("DELETE", wire.path(rest)).status() == 202;
    }

    private static boolean takesSha512(Wire wire) {
        byte[] content = fresh(24);
        Digest digest = Digest.of(DigestAlgorithm.SHA512, content);
        Answer begun = wire.send("POST", wire.path("blobs/uploads/?digest-algorithm=sha512"));
        if (begun.status() != 202) {
            return false;
        }
        // docker-registry responds 201 and stores the blob under its SHA-256.
        Answer put = wire.finish(begun, digest, content);
        return put.status() == 201
                && put.header("Docker-Content-Digest").orElse(digest.toString()).equals(digest.toString());
    }

    private static boolean mountsWithoutFrom(Wire wire) {
        String uploads = "/v2/" + wire.otherName() + "/blobs/uploads/";
        Digest digest = push(wire, uploads, fresh(48)).digest();
        return wire.send("POST", wire.path("blobs/uploads/?mount=" + digest)).status() == 201;
    }

    private static Descriptor push(Wire wire, String uploads, byte[] content) {
        Descriptor blob = Descriptor.of(OCTETS, content);
        Answer begun = wire.send("POST", uploads);
        expect(begun, 202, "an upload");
        expect(wire.finish(begun, blob.digest(), content), 201, "a blob");
        return blob;
    }

    private static void expect(Answer answer, int status, String what) {
        if (answer.status() != status) {
            throw new IllegalStateException(answer.asked().getAuthority() + ": " + what + " cannot be pushed (HTTP "
                    + answer.status() + ", expected " + status + ")");
        }
    }
}
