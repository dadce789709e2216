package dev.portolan.signatures.notation;

/**
 * The envelopes of the Notary Project.
 *
 * @since 0.1.0
 */
public enum NotationFormat {
    /** JSON Web Signature: notation's default. */
    JWS,
    /** CBOR Object Signing and Encryption. */
    COSE
}
