package dev.portolan.signature;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.port.Repository;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A manifest in an open repository, to be signed, attested and verified. The digest is fixed: no tag is resolved again.
 *
 * @since 0.1.0
 */
public final class SignedManifest {
    private final Repository repository;
    private final Reference reference;
    private final Descriptor manifest;

    private SignedManifest(Repository repository, Reference reference, Descriptor manifest) {
        this.repository = Objects.requireNonNull(repository);
        this.reference = Objects.requireNonNull(reference);
        this.manifest = Objects.requireNonNull(manifest);
    }

    /**
     * Returns a manifest to be signed or verified.
     *
     * @param reference the name that the user gave; decides which policy applies, and is signed by some formats
     * @param manifest what the reference resolved to
     */
    public static SignedManifest of(Repository repository, Reference reference, Descriptor manifest) {
        return new SignedManifest(repository, reference, manifest);
    }

    /** Returns the manifest. */
    public Descriptor manifest() {
        return manifest;
    }

    /**
     * Signs the manifest and pushes the signature.
     *
     * @param annotations signed along; may be empty
     * @return the manifests that hold the signature
     */
    public List<Descriptor> sign(Signer signer, Map<String, String> annotations) {
        return signer.sign(new SigningRequest(repository, reference, manifest, annotations));
    }

    /**
     * Signs a statement about the manifest, such as an SBOM, and pushes it.
     *
     * @param predicateType what kind of statement it is, such as {@link PredicateTypes#CYCLONEDX}
     * @param predicate the statement, as JSON
     * @return the manifests that hold the attestation
     */
    public List<Descriptor> attest(String predicateType, byte[] predicate, Signer signer) {
        return signer.attest(new SigningRequest(repository, reference, manifest, Map.of()), predicateType, predicate);
    }

    /**
     * Verifies the signatures of the manifest.
     *
     * @return those that make it trusted; empty when the policy trusts it without any
     * @throws dev.portolan.error.UntrustedException when the policy does not trust it
     */
    public List<VerifiedSignature> verify(TrustPolicy policy) {
        return policy.verify(VerificationRequest.signatures(repository, reference, manifest));
    }

    /**
     * Verifies the attestations of one type.
     *
     * @return all that are trusted
     * @throws dev.portolan.error.UntrustedException when there is none
     */
    public List<VerifiedSignature> attestations(String predicateType, TrustPolicy policy) {
        return policy.verify(VerificationRequest.attestations(repository, reference, manifest, predicateType));
    }
}
