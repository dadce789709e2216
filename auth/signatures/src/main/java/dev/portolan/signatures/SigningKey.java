package dev.portolan.signatures;

import dev.portolan.error.InvalidConfigurationException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;

/**
 * A private key for signing. {@link #of(PrivateKey, PublicKey)} accepts any key of the Java platform, even one that
 * never leaves a PKCS#11 token or a key management service; {@link #parse} reads key files. Implement this interface
 * for a service that has no Java provider. Safe to use from several threads.
 *
 * @since 0.1.0
 */
public interface SigningKey {

    /** Returns the public key that verifies signatures of this key. */
    PublicKey publicKey();

    /**
     * Signs a message.
     *
     * @param algorithm one that fits {@link #publicKey}
     * @return the signature; of ECDSA in ASN.1 DER
     * @throws dev.portolan.error.OciException when the key cannot sign
     */
    byte[] sign(SignatureAlgorithm algorithm, byte[] message);

    /** Returns a signing key for a key of the Java platform. */
    static SigningKey of(PrivateKey privateKey, PublicKey publicKey) {
        return new PlatformKey(privateKey, publicKey);
    }

    /** Returns a signing key for a key pair of the Java platform. */
    static SigningKey of(KeyPair pair) {
        return of(pair.getPrivate(), pair.getPublic());
    }

    /**
     * Reads a private key in PEM: PKCS#8 ({@code PRIVATE KEY}), encrypted PKCS#8 ({@code ENCRYPTED PRIVATE KEY}), or
     * cosign's own encrypted form ({@code ENCRYPTED SIGSTORE PRIVATE KEY}).
     *
     * @param pem the file's content
     * @param passphrase decrypts the key; not kept, and not changed; ignored when the key is not encrypted
     * @throws InvalidConfigurationException when the file is malformed, the passphrase is wrong, or the key is of a
     *     kind that no format supports; the message holds nothing of the key
     */
    static SigningKey parse(byte[] pem, char[] passphrase) {
        return PrivateKeyFile.read(pem, passphrase);
    }
}
