package dev.portolan.signature;

import java.util.List;

/**
 * The result of a search for signatures of one format.
 *
 * @param accepted the signatures that are good
 * @param rejected one line for each signature that is not, with the reason; holds no secret
 * @since 0.1.0
 */
public record SignatureFindings(List<VerifiedSignature> accepted, List<String> rejected) {

    /** Copies the lists. */
    public SignatureFindings {
        accepted = List.copyOf(accepted);
        rejected = List.copyOf(rejected);
    }
}
