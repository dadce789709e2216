package dev.portolan.signatures;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.EdDSAParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The signature algorithms that the formats use. Which one applies follows from the key, never from a message.
 *
 * @since 0.1.0
 */
public enum SignatureAlgorithm {
    /** ECDSA on P-256 with SHA-256. */
    ECDSA_P256_SHA256("SHA256withECDSA", null),
    /** ECDSA on P-384 with SHA-384. */
    ECDSA_P384_SHA384("SHA384withECDSA", null),
    /** ECDSA on P-521 with SHA-512. */
    ECDSA_P521_SHA512("SHA512withECDSA", null),
    /** ECDSA on P-384 with SHA-256, as cosign 1 and 2 signed. */
    ECDSA_P384_SHA256("SHA256withECDSA", null),
    /** ECDSA on P-521 with SHA-256, as cosign 1 and 2 signed. */
    ECDSA_P521_SHA256("SHA256withECDSA", null),
    /** RSA with PKCS#1 v1.5 padding and SHA-256. */
    RSA_PKCS1_SHA256("SHA256withRSA", null),
    /** RSA with PSS padding and SHA-256. */
    RSA_PSS_SHA256("RSASSA-PSS", pss("SHA-256", MGF1ParameterSpec.SHA256, 32)),
    /** RSA with PSS padding and SHA-384. */
    RSA_PSS_SHA384("RSASSA-PSS", pss("SHA-384", MGF1ParameterSpec.SHA384, 48)),
    /** RSA with PSS padding and SHA-512. */
    RSA_PSS_SHA512("RSASSA-PSS", pss("SHA-512", MGF1ParameterSpec.SHA512, 64)),
    /** Ed25519. */
    ED25519("Ed25519", null),
    /** Ed25519ph: Ed25519 over the SHA-512 of the message. */
    ED25519PH("Ed25519", new EdDSAParameterSpec(true));

    private static final int SMALLEST_RSA = 2048;
    private static final int LARGEST_RSA = 8192;

    private final String javaName;
    private final @Nullable AlgorithmParameterSpec parameters;

    SignatureAlgorithm(String javaName, @Nullable AlgorithmParameterSpec parameters) {
        this.javaName = javaName;
        this.parameters = parameters;
    }

    private static PSSParameterSpec pss(String hash, MGF1ParameterSpec mask, int salt) {
        return new PSSParameterSpec(hash, "MGF1", mask, salt, PSSParameterSpec.TRAILER_FIELD_BC);
    }

    /**
     * Returns the algorithm that cosign uses with a key: ECDSA with the hash of the curve, RSA with PKCS#1 v1.5 and
     * SHA-256, or Ed25519.
     *
     * @throws InvalidConfigurationException when the key is of another kind, or an RSA key has fewer than 2048 bits
     */
    public static SignatureAlgorithm ofCosign(PublicKey key) {
        if (key instanceof ECKey ec) {
            return ecdsa(ec);
        }
        if (key instanceof RSAKey rsa && isRsaSize(rsa.getModulus().bitLength())) {
            return RSA_PKCS1_SHA256;
        }
        if (key instanceof EdECKey ed && ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
            return ED25519;
        }
        throw unsupported(key, "use ECDSA on P-256, P-384 or P-521, RSA of 2048 to 8192 bits, or Ed25519");
    }

    /**
     * Returns the algorithm that the Notary Project prescribes for a key: ECDSA with the hash of the curve, or RSA with
     * PSS for keys of 2048, 3072 and 4096 bits.
     *
     * @throws InvalidConfigurationException when the key is of another kind or size
     */
    public static SignatureAlgorithm ofNotation(PublicKey key) {
        if (key instanceof ECKey ec) {
            return ecdsa(ec);
        }
        int bits = key instanceof RSAKey rsa ? rsa.getModulus().bitLength() : 0;
        return switch (bits) {
            case 2048 -> RSA_PSS_SHA256;
            case 3072 -> RSA_PSS_SHA384;
            case 4096 -> RSA_PSS_SHA512;
            default -> throw unsupported(key, "use ECDSA on P-256, P-384 or P-521, or RSA of 2048, 3072 or 4096 bits");
        };
    }

    private static boolean isRsaSize(int bits) {
        return bits >= SMALLEST_RSA && bits <= LARGEST_RSA;
    }

    private static SignatureAlgorithm ecdsa(ECKey key) {
        return switch (Curve.of(key)) {
            case P256 -> ECDSA_P256_SHA256;
            case P384 -> ECDSA_P384_SHA384;
            case P521 -> ECDSA_P521_SHA512;
        };
    }

    private static InvalidConfigurationException unsupported(PublicKey key, String advice) {
        String size = key instanceof RSAKey rsa ? " of " + rsa.getModulus().bitLength() + " bits" : "";
        return new InvalidConfigurationException(Problem.of("this kind of key cannot sign in this format")
                .because("it is a key for " + key.getAlgorithm() + size)
                .advice(advice));
    }

    /**
     * Signs a message.
     *
     * @return the signature; of ECDSA in ASN.1 DER
     * @throws InvalidConfigurationException when the key cannot sign in this way
     */
    public byte[] sign(PrivateKey key, byte[] message) {
        try {
            Signature signature = Signature.getInstance(javaName);
            signature.initSign(key);
            if (parameters != null) {
                signature.setParameter(parameters);
            }
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new InvalidConfigurationException(Problem.of("the key cannot sign")
                    .because("it does not support " + this + " (" + key.getAlgorithm() + " key)")
                    .causedBy(e));
        }
    }

    /**
     * Verifies a signature.
     *
     * @param signature of ECDSA in ASN.1 DER, with nothing but its shortest encoding accepted
     * @return whether it is a signature of the message by the key; false for anything malformed
     */
    public boolean verify(PublicKey key, byte[] message, byte[] signature) {
        if (!javaName.endsWith("ECDSA")) {
            return verify(javaName, key, message, signature);
        }
        return EcdsaEncoding.toRaw(signature, coordinateSize())
                .map(raw -> verifyRaw(key, message, raw))
                .orElse(false);
    }

    /** Verifies a signature whose ECDSA form is r followed by s (IEEE P1363), as in JWS and COSE. */
    public boolean verifyRaw(PublicKey key, byte[] message, byte[] signature) {
        if (!javaName.endsWith("ECDSA")) {
            return verify(javaName, key, message, signature);
        }
        return signature.length == 2 * coordinateSize() && verify(javaName + "inP1363Format", key, message, signature);
    }

    /** Signs with a key and returns a signature whose ECDSA form is r followed by s, as in JWS and COSE. */
    public byte[] signRaw(SigningKey key, byte[] message) {
        byte[] signature = key.sign(this, message);
        if (!javaName.endsWith("ECDSA")) {
            return signature;
        }
        return EcdsaEncoding.toRaw(signature, coordinateSize())
                .orElseThrow(() -> new InvalidConfigurationException(
                        Problem.of("the key's signature is malformed").because("it is not an ECDSA signature in DER")));
    }

    private int coordinateSize() {
        return switch (this) {
            case ECDSA_P256_SHA256 -> 32;
            case ECDSA_P384_SHA384, ECDSA_P384_SHA256 -> 48;
            case ECDSA_P521_SHA512, ECDSA_P521_SHA256 -> 66;
            default -> throw new IllegalStateException(this + " has no coordinates");
        };
    }

    private boolean verify(String name, PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature verifying = Signature.getInstance(name);
            verifying.initVerify(key);
            if (parameters != null) {
                verifying.setParameter(parameters);
            }
            verifying.update(message);
            return verifying.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // a key of another kind, or a malformed signature
        }
    }
}
