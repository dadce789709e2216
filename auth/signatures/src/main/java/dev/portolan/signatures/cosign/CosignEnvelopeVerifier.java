package dev.portolan.signatures.cosign;

import dev.portolan.error.Text;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.model.Digest;
import dev.portolan.signature.VerifiedSignature;
import dev.portolan.signatures.SignatureAlgorithm;
import dev.portolan.signatures.VerificationKey;
import dev.portolan.signatures.internal.RejectedException;
import dev.portolan.signatures.internal.StrictBase64;
import java.util.List;

/**
 * Verifies single envelopes with keys. Each method throws {@link RejectedException}, or {@link JsonFormatException} for
 * what is malformed, and nothing else. The algorithm comes from the key.
 */
final class CosignEnvelopeVerifier {
    private final List<VerificationKey> keys;

    CosignEnvelopeVerifier(List<VerificationKey> keys) {
        this.keys = keys;
    }

    /** A signature of the tag form, and the name that it is for. */
    record Named(VerifiedSignature signature, String reference) {}

    VerifiedSignature bundle(byte[] bytes, Digest manifest, String predicateType) {
        Bundle bundle = Bundle.parse(bytes);
        List<VerificationKey> selected = keys.stream()
                .filter(key -> bundle.hint().isEmpty() || bundle.hint().equals(Bundle.hint(key)))
                .toList();
        if (selected.isEmpty()) {
            throw new RejectedException("it is signed with another key");
        }
        return statement("cosign bundle", bundle.envelope(), selected, manifest, predicateType);
    }

    /** Verifies an attestation of the tag form. */
    VerifiedSignature dsse(byte[] bytes, Digest manifest, String predicateType) {
        return statement("cosign attestation", Dsse.parse(Json.parseObject(bytes)), keys, manifest, predicateType);
    }

    private static VerifiedSignature statement(
            String format, Dsse envelope, List<VerificationKey> keys, Digest manifest, String predicateType) {
        if (!envelope.payloadType().equals(Dsse.IN_TOTO)) {
            throw new RejectedException("its payload is not an in-toto statement");
        }
        byte[] signed = envelope.signedBytes();
        VerificationKey signer = envelope.signatures().stream()
                .flatMap(signature -> keys.stream().filter(key -> verifies(key, signed, signature)))
                .findFirst()
                .orElseThrow(CosignEnvelopeVerifier::notByAKey);
        Statement statement = Statement.parse(envelope.payload());
        if (!statement.predicateType().equals(predicateType)) {
            throw otherPurpose(statement.predicateType(), predicateType);
        }
        VerifiedSignature verified = VerifiedSignature.of(format, manifest, signer.toString())
                .withAnnotations(statement.annotationsOf(manifest));
        return predicateType.equals(Statement.SIGNATURE)
                ? verified
                : verified.withPredicate(predicateType, statement.predicate());
    }

    /** Verifies a signature of the tag form. */
    Named simpleSigning(byte[] payload, String base64, Digest manifest) {
        byte[] signature = StrictBase64.decode("its signature", base64);
        VerificationKey signer = keys.stream()
                .filter(key -> verifies(key, payload, signature))
                .findFirst()
                .orElseThrow(CosignEnvelopeVerifier::notByAKey);
        SimpleSigning signed = SimpleSigning.parse(payload, manifest);
        return new Named(
                VerifiedSignature.of("cosign tag", manifest, signer.toString()).withAnnotations(signed.annotations()),
                signed.dockerReference());
    }

    private static boolean verifies(VerificationKey key, byte[] signed, byte[] signature) {
        SignatureAlgorithm algorithm = SignatureAlgorithm.ofCosign(key.publicKey());
        return algorithm.verify(key.publicKey(), signed, signature)
                || ofOtherVersions(algorithm).verify(key.publicKey(), signed, signature);
    }

    /** Returns the algorithm that other versions of cosign use with the same key. */
    private static SignatureAlgorithm ofOtherVersions(SignatureAlgorithm algorithm) {
        return switch (algorithm) {
            case ED25519 -> SignatureAlgorithm.ED25519PH;
            case ECDSA_P384_SHA384 -> SignatureAlgorithm.ECDSA_P384_SHA256;
            case ECDSA_P521_SHA512 -> SignatureAlgorithm.ECDSA_P521_SHA256;
            default -> algorithm;
        };
    }

    private static RejectedException notByAKey() {
        return new RejectedException("it was not signed by a trusted key, or it was changed");
    }

    /** Returns the error for a statement of another kind than requested. */
    static RejectedException otherPurpose(String has, String wanted) {
        return new RejectedException(
                wanted.equals(Statement.SIGNATURE)
                        ? "it is an attestation of type " + Text.quote(has) + ", not a signature"
                        : has.equals(Statement.SIGNATURE)
                                ? "it is a signature, not an attestation"
                                : "it is an attestation of type " + Text.quote(has));
    }
}
