package dev.portolan.signature;

import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.Descriptor;
import java.util.List;

/**
 * Signs manifests and pushes the signatures to the manifest's repository. The formats of cosign and of the Notary
 * Project are in portolan-signatures. Safe to use from several threads.
 *
 * @since 0.1.0
 */
public interface Signer {

    /**
     * Signs a manifest and pushes the signature.
     *
     * @return the manifests that hold the signature: one for each format that was written
     * @throws dev.portolan.error.OciException when the key cannot sign, or the push fails
     */
    List<Descriptor> sign(SigningRequest request);

    /**
     * Signs a statement about a manifest, such as an SBOM, and pushes it.
     *
     * @param predicateType the type of the statement; {@link PredicateTypes} has the common ones
     * @param predicate the statement itself, as JSON
     * @return the manifests that hold the attestation
     * @throws UnsupportedException when the format has no attestations
     */
    default List<Descriptor> attest(SigningRequest request, String predicateType, byte[] predicate) {
        throw new UnsupportedException(Problem.of("this signature format has no attestations")
                .at(request.reference().toString())
                .advice("attest in the cosign format"));
    }
}
