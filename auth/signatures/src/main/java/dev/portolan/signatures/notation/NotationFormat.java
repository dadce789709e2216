package dev.portolan.signatures.notation;

/** The envelopes of the Notary Project. */
public enum NotationFormat {
    /** JSON Web Signature: notation's default. */
    JWS,
    /** CBOR Object Signing and Encryption. */
    COSE
}
