package dev.portolan.signatures;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Objects;

/** A key of the Java platform. */
record PlatformKey(PrivateKey privateKey, PublicKey publicKey) implements SigningKey {
    PlatformKey {
        Objects.requireNonNull(privateKey);
        Objects.requireNonNull(publicKey);
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
