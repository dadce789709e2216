package dev.portolan.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Decides whether a manifest is trusted. Give one to {@link dev.portolan.copy.CopyOptions.Builder#requiring} and
 * nothing that it does not trust is copied. Safe to use from several threads.
 *
 * <pre>{@code
 * TrustPolicy policy = TrustPolicy.anyOf(CosignVerifier.of(key));
 * client.copy(from, to, CopyOptions.defaults().requiring(policy));
 * }</pre>
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TrustPolicy {
    /** Trusts everything, without verifying signatures. */
    TrustPolicy ANYTHING = request -> List.of();

    /**
     * Verifies a manifest's signatures, or its attestations of one type.
     *
     * @return the signatures that make the manifest trusted; empty when the policy trusts it without any
     * @throws dev.portolan.error.UntrustedException when the policy does not trust the manifest; lists the reason for
     *     each signature
     * @throws dev.portolan.error.OciException when the source cannot be read
     */
    List<VerifiedSignature> verify(VerificationRequest request);

    /**
     * Returns a policy that trusts a manifest when one of the verifiers, tried in this order, accepts a signature.
     *
     * @throws IllegalArgumentException when there is no verifier
     */
    static TrustPolicy anyOf(SignatureVerifier... verifiers) {
        if (Objects.requireNonNull(verifiers, "verifiers").length == 0) {
            throw new IllegalArgumentException("a policy needs at least one verifier");
        }
        List<SignatureVerifier> all = List.of(verifiers);
        return request -> {
            List<String> rejected = new ArrayList<>();
            for (SignatureVerifier verifier : all) {
                SignatureFindings findings = verifier.verify(request);
                if (!findings.accepted().isEmpty()) {
                    return findings.accepted();
                }
                rejected.addAll(findings.rejected());
            }
            throw request.untrusted(rejected);
        };
    }
}
