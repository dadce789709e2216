package dev.portolan.signature;

/**
 * Finds the signatures of one format and verifies each with keys or certificates. A bad signature is skipped and
 * reported, so that it cannot hide a good one. Safe to use from several threads.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SignatureVerifier {

    /**
     * Checks the signatures of a manifest.
     *
     * @return what was accepted and what was rejected; both empty when there are no signatures of this format
     * @throws dev.portolan.error.OciException when the source cannot be read
     */
    SignatureFindings verify(VerificationRequest request);
}
