package dev.portolan.signature;

import dev.portolan.error.Problem;
import dev.portolan.error.UntrustedException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.port.Source;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The manifest whose signatures are to be verified, and the purpose: a plain signature, or an attestation of one type.
 * An attestation never passes as a signature, nor a signature as an attestation.
 *
 * @since 0.1.0
 */
public final class VerificationRequest {
    /** How many reasons an error's message quotes. */
    private static final int QUOTED = 5;

    private final Source source;
    private final Reference reference;
    private final Descriptor manifest;
    private final String predicateType;

    private VerificationRequest(Source source, Reference reference, Descriptor manifest, String predicateType) {
        this.source = Objects.requireNonNull(source);
        this.reference = Objects.requireNonNull(reference);
        this.manifest = Objects.requireNonNull(manifest);
        this.predicateType = Objects.requireNonNull(predicateType);
    }

    /**
     * Requests the signatures of a manifest.
     *
     * @param source holds the manifest and its signatures
     * @param reference the name that the user gave; policies that check identities compare it with the signed one
     */
    public static VerificationRequest signatures(Source source, Reference reference, Descriptor manifest) {
        return new VerificationRequest(source, reference, manifest, "");
    }

    /**
     * Requests the attestations of a manifest.
     *
     * @param predicateType the type that attestations must have, such as {@link PredicateTypes#CYCLONEDX}
     */
    public static VerificationRequest attestations(
            Source source, Reference reference, Descriptor manifest, String predicateType) {
        if (predicateType.isEmpty()) {
            throw new IllegalArgumentException("an attestation needs a predicate type");
        }
        return new VerificationRequest(source, reference, manifest, predicateType);
    }

    /**
     * Returns the same request for another manifest of the same source, such as a child of an index. The name stays the
     * one that the user gave, so that a policy applies the same rules.
     */
    public VerificationRequest of(Descriptor other) {
        return new VerificationRequest(source, reference, other, predicateType);
    }

    /** Returns the source that holds the manifest and its signatures. */
    public Source source() {
        return source;
    }

    /** Returns the name that the user gave. */
    public Reference reference() {
        return reference;
    }

    /** Returns the manifest that was resolved. */
    public Descriptor manifest() {
        return manifest;
    }

    /** Returns the required type of attestations; empty when signatures are requested. */
    public Optional<String> predicateType() {
        return predicateType.isEmpty() ? Optional.empty() : Optional.of(predicateType);
    }

    /**
     * Returns the error of a policy that does not trust the manifest.
     *
     * @param reasons why each signature was rejected; empty when there is none
     */
    public UntrustedException untrusted(List<String> reasons) {
        String wanted = predicateType.isEmpty() ? "signature" : "attestation of type " + predicateType;
        Problem problem = Problem.of("no trusted " + wanted + " for " + manifest.digest())
                .at(source.name())
                .because(reasons.isEmpty() ? unsigned() : quote(reasons));
        return new UntrustedException(problem, reasons);
    }

    private String unsigned() {
        return predicateType.isEmpty() ? "it is not signed" : "it has no attestation of this type";
    }

    private static String quote(List<String> reasons) {
        String first = String.join("; ", reasons.subList(0, Math.min(QUOTED, reasons.size())));
        return reasons.size() <= QUOTED ? first : first + "; and " + (reasons.size() - QUOTED) + " more";
    }

    @Override
    public String toString() {
        return (predicateType.isEmpty() ? "signatures" : "attestations " + predicateType) + " of " + manifest.digest()
                + " in " + source.name();
    }
}
