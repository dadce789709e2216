package dev.portolan.signatures;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import dev.portolan.model.Digest;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A public key that verifies signatures, with its fingerprint. Immutable.
 *
 * @since 0.1.0
 */
public final class VerificationKey {
    private static final List<String> KINDS = List.of("EC", "RSA", "Ed25519");

    private final PublicKey key;
    private final byte[] encoded;

    private VerificationKey(PublicKey key, byte[] encoded) {
        this.key = key;
        this.encoded = encoded;
    }

    /**
     * Returns the key with its fingerprint.
     *
     * @throws InvalidConfigurationException when no format supports keys of its kind
     */
    public static VerificationKey of(PublicKey key) {
        SignatureAlgorithm.ofCosign(key);
        return new VerificationKey(key, Objects.requireNonNull(key.getEncoded(), "a public key has an encoding"));
    }

    /**
     * Reads a public key in PEM ({@code PUBLIC KEY}), as {@code cosign.pub} has it.
     *
     * @param pem the file's content
     * @throws InvalidConfigurationException when it is malformed, or no format supports keys of its kind
     */
    public static VerificationKey parse(byte[] pem) {
        Pem block = Pem.read(pem);
        if (block.label().contains("PRIVATE KEY")) {
            throw malformed("it is a private key", "verify with the public key, such as cosign.pub");
        }
        if (!block.label().equals("PUBLIC KEY")) {
            throw malformed(
                    "the PEM block is a " + block.label() + ", not a PUBLIC KEY",
                    block.label().equals("CERTIFICATE")
                            ? "convert it with: openssl x509 -in FILE -pubkey -noout"
                            : "convert it with: openssl rsa -RSAPublicKey_in -in FILE -pubout");
        }
        for (String kind : KINDS) {
            PublicKey key = decode(kind, block.content());
            if (key != null) {
                return of(key);
            }
        }
        throw malformed("it is neither an EC, an RSA nor an Ed25519 key", "");
    }

    private static @Nullable PublicKey decode(String kind, byte[] encoded) {
        try {
            return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    private static InvalidConfigurationException malformed(String reason, String advice) {
        return new InvalidConfigurationException(
                Problem.of("the public key cannot be read").because(reason).advice(advice));
    }

    /** Returns the key. */
    public PublicKey publicKey() {
        return key;
    }

    /** Returns the SHA-256 of the key's SubjectPublicKeyInfo in DER. */
    public Digest fingerprint() {
        return Digest.sha256(encoded);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VerificationKey that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "key " + fingerprint();
    }
}
