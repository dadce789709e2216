package dev.portolan.signature;

import dev.portolan.model.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A signature or attestation that was verified and is trusted. Everything it says was signed, unless noted.
 *
 * @since 0.1.0
 */
public final class VerifiedSignature {
    private final String format;
    private final Digest manifest;
    private final String signer;
    private final Map<String, String> annotations;
    private final String predicateType;
    private final byte @Nullable [] predicate;
    private final List<String> notes;

    private VerifiedSignature(
            String format,
            Digest manifest,
            String signer,
            Map<String, String> annotations,
            String predicateType,
            byte @Nullable [] predicate,
            List<String> notes) {
        this.format = Objects.requireNonNull(format);
        this.manifest = Objects.requireNonNull(manifest);
        this.signer = Objects.requireNonNull(signer);
        this.annotations = Map.copyOf(annotations);
        this.predicateType = Objects.requireNonNull(predicateType);
        this.predicate = predicate;
        this.notes = List.copyOf(notes);
    }

    /**
     * Returns a verified signature.
     *
     * @param format the format, such as {@code "cosign bundle"}
     * @param manifest the digest that was signed
     * @param signer who signed: the fingerprint of a key, or the subject of a certificate
     */
    public static VerifiedSignature of(String format, Digest manifest, String signer) {
        return new VerifiedSignature(format, manifest, signer, Map.of(), "", null, List.of());
    }

    /** Returns a copy with the annotations that were signed along with the manifest. */
    public VerifiedSignature withAnnotations(Map<String, String> signed) {
        return new VerifiedSignature(format, manifest, signer, signed, predicateType, predicate, notes);
    }

    /** Returns a copy that is an attestation. */
    public VerifiedSignature withPredicate(String type, byte[] json) {
        return new VerifiedSignature(format, manifest, signer, annotations, type, json.clone(), notes);
    }

    /** Returns a copy with one more note: a check that failed but is only logged, or one that was not made. */
    public VerifiedSignature withNote(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new VerifiedSignature(format, manifest, signer, annotations, predicateType, predicate, more);
    }

    /** Returns the format, such as {@code "cosign bundle"}. */
    public String format() {
        return format;
    }

    /** Returns the digest that was signed. */
    public Digest manifest() {
        return manifest;
    }

    /** Returns who signed: the SHA-256 fingerprint of a key, or the subject of a certificate. */
    public String signer() {
        return signer;
    }

    /** Returns the annotations that were signed along with the manifest. */
    public Map<String, String> annotations() {
        return annotations;
    }

    /** Returns the predicate type of an attestation; empty for a signature. */
    public Optional<String> predicateType() {
        return predicateType.isEmpty() ? Optional.empty() : Optional.of(predicateType);
    }

    /** Returns the statement of an attestation, as JSON; empty for a signature. */
    public Optional<byte[]> predicate() {
        return Optional.ofNullable(predicate).map(byte[]::clone);
    }

    /**
     * Returns notes for people: checks that failed but are only logged by the policy, and checks that were not made.
     */
    public List<String> notes() {
        return notes;
    }

    @Override
    public String toString() {
        return format + " by " + signer;
    }
}
