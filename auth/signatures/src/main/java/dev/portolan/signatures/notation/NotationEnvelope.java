package dev.portolan.signatures.notation;

import dev.portolan.signatures.SignatureAlgorithm;
import dev.portolan.signatures.internal.RejectedException;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The common part of JWS and COSE (notaryproject/specifications, signature-specification.md). It is not verified until
 * {@link #verifyIntegrity} returned.
 *
 * @param algorithm as the message says it; must be the one that the leaf's key prescribes
 * @param contentType of the payload
 * @param scheme who guarantees the time: the signer or an authority
 * @param signingTime as the signer says it
 * @param expiry when the signature expires; null for never
 * @param critical the headers that a verifier must understand
 * @param payload what was signed
 * @param signedBytes what the signature is made of
 * @param signature of ECDSA as r and s
 * @param chain the signer's certificate first, the root last
 * @param timestamped whether there is a timestamp of an authority
 */
record NotationEnvelope(
        String algorithm,
        String contentType,
        String scheme,
        Instant signingTime,
        @Nullable Instant expiry,
        Set<String> critical,
        byte[] payload,
        byte[] signedBytes,
        byte[] signature,
        List<X509Certificate> chain,
        boolean timestamped) {

    static final String ARTIFACT_TYPE = "application/vnd.cncf.notary.signature";
    static final String PAYLOAD_TYPE = "application/vnd.cncf.notary.payload.v1+json";
    static final String SCHEME = "io.cncf.notary.signingScheme";
    static final String SIGNING_TIME = "io.cncf.notary.signingTime";
    static final String AUTHENTIC_TIME = "io.cncf.notary.authenticSigningTime";
    static final String EXPIRY = "io.cncf.notary.expiry";
    static final String AGENT = "io.cncf.notary.signingAgent";
    static final String TIMESTAMP = "io.cncf.notary.timestampSignature";
    static final String X509 = "notary.x509";
    static final String SIGNING_AUTHORITY = "notary.x509.signingAuthority";

    private static final String PLUGIN = "io.cncf.notary.verificationPlugin";
    private static final Set<String> SIGNED = Set.of(SCHEME, SIGNING_TIME, AUTHENTIC_TIME, EXPIRY);
    private static final int MOST_CERTIFICATES = 10;

    /** Returns the X.509 certificate that signed. */
    X509Certificate leaf() {
        return chain.get(0);
    }

    /** Returns the certificates that may be trusted: all authorities, or the one that signed itself. */
    List<X509Certificate> anchors() {
        return chain.subList(Math.min(1, chain.size() - 1), chain.size());
    }

    /** Returns whether an authority, and not the signer, guarantees the signing time. */
    boolean isBySigningAuthority() {
        return scheme.equals(SIGNING_AUTHORITY);
    }

    /**
     * Verifies the signature by the leaf's key, and the chain by its own rules.
     *
     * @throws RejectedException when anything is not as it must be
     */
    void verifyIntegrity() {
        requireUnderstood();
        if (!contentType.equals(PAYLOAD_TYPE)) {
            throw new RejectedException("its content type is not that of a Notary Project payload");
        }
        CertificateRules.check(chain);
        SignatureAlgorithm prescribed = CertificateRules.algorithm(leaf());
        if (!algorithm.equals(AlgorithmNames.jws(prescribed))) {
            throw new RejectedException("its algorithm does not match the key of its certificate");
        }
        if (!prescribed.verifyRaw(leaf().getPublicKey(), signedBytes, signature)) {
            throw new RejectedException("its signature is wrong");
        }
    }

    /** Critical headers must be known, and headers that change the meaning must be critical. */
    private void requireUnderstood() {
        if (!Set.of(X509, SIGNING_AUTHORITY).contains(scheme)) {
            throw new RejectedException("its signing scheme is unknown");
        }
        Set<String> must = new HashSet<>(Set.of(SCHEME));
        if (expiry != null) {
            must.add(EXPIRY);
        }
        if (isBySigningAuthority()) {
            must.add(AUTHENTIC_TIME);
        }
        if (!critical.equals(must)) {
            throw new RejectedException("its critical headers are not those of a Notary Project signature");
        }
    }

    /**
     * Requires that each signed header is one of the Notary Project or of the format.
     *
     * @throws RejectedException when it has another one
     */
    static void requireKnown(Set<?> signedHeaders, Set<?> ofFormat) {
        for (Object name : signedHeaders) {
            if (name instanceof String text && text.startsWith(PLUGIN)) {
                throw new RejectedException("it needs a verification plugin, which is not supported");
            }
            if (!SIGNED.contains(name) && !ofFormat.contains(name)) {
                throw new RejectedException("it has an unknown header");
            }
        }
    }

    /** Reads the certificates of a chain. */
    static List<X509Certificate> chain(List<byte[]> encoded) {
        if (encoded.isEmpty() || encoded.size() > MOST_CERTIFICATES) {
            throw new RejectedException("it has " + encoded.size() + " certificates");
        }
        List<X509Certificate> chain = new ArrayList<>();
        for (byte[] der : encoded) {
            try {
                X509Certificate certificate = (X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
                if (!Arrays.equals(certificate.getEncoded(), der) || !hasWholeBytes(certificate, der)) {
                    throw new RejectedException("a certificate is malformed");
                }
                chain.add(Objects.requireNonNull(certificate));
            } catch (CertificateException e) {
                throw new RejectedException("a certificate is malformed");
            }
        }
        return List.copyOf(chain);
    }

    /** Java also accepts signatures that declare some of their last bits as unused; those bits are not signed. */
    private static boolean hasWholeBytes(X509Certificate certificate, byte[] der) {
        int unusedBits = der.length - certificate.getSignature().length - 1;
        return unusedBits > 0 && der[unusedBits] == 0;
    }

    /** Reads a time of JWS (RFC 3339). */
    static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new RejectedException("a time is malformed");
        }
    }
}
