package dev.portolan.signatures;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Objects;

/** A key of the Java platform. */
final class PlatformKey implements SigningKey {
    private final PrivateKey privateKey;
    private final PublicKey publicKey;

    PlatformKey(PrivateKey privateKey, PublicKey publicKey) {
        this.privateKey = Objects.requireNonNull(privateKey);
        this.publicKey = Objects.requireNonNull(publicKey);
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(SignatureAlgorithm algorithm, byte[] message) {
        return algorithm.sign(privateKey, message);
    }

    /** Returns only the public key. */
    @Override
    public String toString() {
        return "private key of " + VerificationKey.of(publicKey);
    }
}
