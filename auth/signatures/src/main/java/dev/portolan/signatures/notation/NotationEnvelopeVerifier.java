package dev.portolan.signatures.notation;

import dev.portolan.error.Text;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.signature.VerifiedSignature;
import dev.portolan.signatures.internal.Members;
import dev.portolan.signatures.internal.RejectedException;
import dev.portolan.signatures.internal.SignatureManifests;
import dev.portolan.signatures.notation.TrustStatement.Action;
import dev.portolan.signatures.notation.TrustStatement.Check;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/** Verifies single signatures by one statement of a trust policy. */
final class NotationEnvelopeVerifier {
    private static final long LARGEST = 1L << 20;

    private final TrustStatement statement;
    private final NotationTrustStore stores;
    private final Instant now;

    NotationEnvelopeVerifier(TrustStatement statement, NotationTrustStore stores, Instant now) {
        this.statement = statement;
        this.stores = stores;
        this.now = now;
    }

    /** Verifies a referrer; empty when it is not a signature at all, which the list did not show. */
    Optional<VerifiedSignature> verify(SignatureManifests manifests, Descriptor candidate, Descriptor subject) {
        ImageManifest manifest = manifests.manifest(candidate, subject.digest());
        if (!List.of(manifest.artifactType().orElse(""), manifest.config().mediaType())
                .contains(NotationEnvelope.ARTIFACT_TYPE)) {
            return Optional.empty();
        }
        if (manifest.layers().size() != 1) {
            throw new RejectedException("its manifest has " + manifest.layers().size() + " layers");
        }
        Descriptor layer = manifest.layers().get(0);
        NotationEnvelope envelope = parse(layer.mediaType(), manifests.envelope(layer, LARGEST));
        return Optional.of(verify(envelope, layer.mediaType(), subject));
    }

    static NotationEnvelope parse(String mediaType, byte[] bytes) {
        return switch (mediaType) {
            case Jws.MEDIA_TYPE -> Jws.parse(bytes);
            case Cose.MEDIA_TYPE -> Cose.parse(bytes);
            default -> throw new RejectedException("its media type is " + Text.quote(mediaType));
        };
    }

    /**
     * Verifies an envelope.
     *
     * @throws RejectedException when a check fails that the policy enforces
     * @throws JsonFormatException when the payload is malformed
     */
    VerifiedSignature verify(NotationEnvelope envelope, String mediaType, Descriptor subject) {
        envelope.verifyIntegrity();
        JsonObject target = payload(envelope, subject);
        VerifiedSignature verified = VerifiedSignature.of(
                        "notation " + (mediaType.equals(Jws.MEDIA_TYPE) ? "JWS" : "COSE"),
                        subject.digest(),
                        envelope.leaf().getSubjectX500Principal().getName(X500Principal.RFC2253))
                .withAnnotations(target.stringMap("annotations"));
        for (Check check : Check.values()) {
            String failure = failure(check, envelope);
            Action action = statement.actions().getOrDefault(check, Action.ENFORCE);
            if (!failure.isEmpty() && action == Action.ENFORCE) {
                throw new RejectedException(failure);
            }
            if (!failure.isEmpty() && action == Action.LOG) {
                verified = verified.withNote("not enforced: " + failure);
            }
        }
        return verified;
    }

    private static JsonObject payload(NotationEnvelope envelope, Descriptor subject) {
        JsonObject payload = Members.only(Json.parseObject(envelope.payload()), Set.of("targetArtifact"));
        JsonObject target = payload.requiredObject("targetArtifact");
        if (!target.requiredString("digest").equals(subject.digest().toString())
                || !target.requiredString("mediaType").equals(subject.mediaType())
                || target.requiredInteger("size") != subject.size()) {
            throw new RejectedException("it is for another manifest");
        }
        return target;
    }

    /** Returns why a check fails; empty when it does not. */
    private String failure(Check check, NotationEnvelope envelope) {
        return switch (check) {
            case AUTHENTICITY -> authenticity(envelope);
            case TIMESTAMP -> timestamp(envelope);
            case EXPIRY -> {
                Instant expiry = envelope.expiry();
                yield expiry != null && !now.isBefore(expiry) ? "the signature expired at " + expiry : "";
            }
            case REVOCATION ->
                CertificateRules.needsRevocationCheck(envelope.chain())
                        ? "whether a certificate is revoked was not checked"
                        : "";
        };
    }

    private String authenticity(NotationEnvelope envelope) {
        String type = envelope.isBySigningAuthority() ? "signingAuthority" : "ca";
        List<X509Certificate> trusted = new ArrayList<>();
        for (String store : statement.stores()) {
            if (store.startsWith(type + ":")) {
                trusted.addAll(stores.certificates(type, store.substring(type.length() + 1)));
            }
        }
        if (Collections.disjoint(trusted, envelope.anchors())) {
            return "none of its authorities is in a trust store of the policy";
        }
        if (statement.identities().isEmpty()) {
            return "";
        }
        try {
            SubjectName subject = SubjectName.of(envelope.leaf().getSubjectX500Principal());
            return statement.identities().stream().anyMatch(identity -> identity.isPartOf(subject))
                    ? ""
                    : "its signer is not a trusted identity of the policy";
        } catch (IllegalArgumentException e) {
            return "its signer's name is invalid";
        }
    }

    private String timestamp(NotationEnvelope envelope) {
        if (envelope.isBySigningAuthority()) {
            return CertificateRules.areValid(envelope.chain(), envelope.signingTime())
                    ? ""
                    : "a certificate was not valid at the time of the signature";
        }
        return CertificateRules.areValid(envelope.chain(), now)
                ? ""
                : "a certificate is not valid now"
                        + (envelope.timestamped() ? ", and RFC 3161 timestamps are not supported" : "");
    }
}
