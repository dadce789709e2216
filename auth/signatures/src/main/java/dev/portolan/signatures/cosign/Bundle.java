package dev.portolan.signatures.cosign;

import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.signatures.VerificationKey;
import dev.portolan.signatures.internal.Members;
import dev.portolan.signatures.internal.RejectedException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A Sigstore bundle that was signed with a key (sigstore/protobuf-specs, sigstore_bundle.proto).
 *
 * @param hint selects a key and proves nothing; empty when there is none @param envelope the signed envelope
 */
record Bundle(String hint, Dsse envelope) {
    /** The media type that is written. */
    static final String V0_3 = "application/vnd.dev.sigstore.bundle.v0.3+json";

    private static final String OLD = "application/vnd.dev.sigstore.bundle+json;version=0.";
    private static final Set<String> MEDIA_TYPES = Set.of(V0_3, OLD + "1", OLD + "2", OLD + "3");

    /** Returns whether a media type is one of a bundle that can be read. */
    static boolean isMediaType(String mediaType) {
        return MEDIA_TYPES.contains(mediaType);
    }

    /**
     * Reads a bundle.
     *
     * @throws RejectedException when it is of a kind that is not verified here
     * @throws JsonFormatException when it is malformed
     */
    static Bundle parse(byte[] bytes) {
        JsonObject bundle = Members.only(
                Json.parseObject(bytes),
                Set.of("mediaType", "verificationMaterial", "dsseEnvelope", "messageSignature"));
        if (!isMediaType(bundle.requiredString("mediaType"))) {
            throw new RejectedException("the bundle's version is unknown");
        }
        JsonObject material = Members.only(
                bundle.requiredObject("verificationMaterial"),
                Set.of("publicKey", "certificate", "x509CertificateChain", "tlogEntries", "timestampVerificationData"));
        if (material.members().containsKey("certificate") || material.members().containsKey("x509CertificateChain")) {
            throw new RejectedException("it is signed with a certificate (keyless), which is not supported");
        }
        if (bundle.members().containsKey("messageSignature")) {
            throw new RejectedException("it signs a file, not a manifest");
        }
        JsonObject key = Members.only(material.requiredObject("publicKey"), Set.of("hint"));
        Dsse envelope = Dsse.parse(bundle.requiredObject("dsseEnvelope"));
        if (envelope.signatures().size() != 1) {
            throw new RejectedException(
                    "it has " + envelope.signatures().size() + " signatures, and a bundle has exactly one");
        }
        return new Bundle(key.string("hint").orElse(""), envelope);
    }

    static byte[] write(VerificationKey key, Dsse envelope) {
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("mediaType", V0_3);
        bundle.put("verificationMaterial", Map.of("publicKey", Map.of("hint", hint(key))));
        bundle.put("dsseEnvelope", envelope.toJson());
        return Json.write(bundle);
    }

    /** Returns the hint that cosign gives: the fingerprint of the key, in base64. */
    static String hint(VerificationKey key) {
        return Base64.getEncoder().encodeToString(key.fingerprint().hash());
    }
}
