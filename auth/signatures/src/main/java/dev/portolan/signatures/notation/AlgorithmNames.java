package dev.portolan.signatures.notation;

import dev.portolan.signatures.SignatureAlgorithm;
import dev.portolan.signatures.internal.RejectedException;
import java.util.Map;

/** The names of the algorithms in JWS and COSE (RFC 7518, RFC 9053, RFC 8230). */
final class AlgorithmNames {
    private static final Map<SignatureAlgorithm, String> JWS = Map.of(
            SignatureAlgorithm.ECDSA_P256_SHA256, "ES256",
            SignatureAlgorithm.ECDSA_P384_SHA384, "ES384",
            SignatureAlgorithm.ECDSA_P521_SHA512, "ES512",
            SignatureAlgorithm.RSA_PSS_SHA256, "PS256",
            SignatureAlgorithm.RSA_PSS_SHA384, "PS384",
            SignatureAlgorithm.RSA_PSS_SHA512, "PS512");
    private static final Map<String, Long> COSE =
            Map.of("ES256", -7L, "ES384", -35L, "ES512", -36L, "PS256", -37L, "PS384", -38L, "PS512", -39L);

    private AlgorithmNames() {}

    static String jws(SignatureAlgorithm algorithm) {
        return JWS.getOrDefault(algorithm, "");
    }

    static long cose(String jwsName) {
        return COSE.getOrDefault(jwsName, 0L);
    }

    /** Returns the JWS name of a COSE number. */
    static String ofCose(Object number) {
        return COSE.entrySet().stream()
                .filter(entry -> entry.getValue().equals(number))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new RejectedException("its algorithm is not one of the Notary Project"));
    }
}
