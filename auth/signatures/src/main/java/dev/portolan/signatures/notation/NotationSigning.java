package dev.portolan.signatures.notation;

import dev.portolan.signatures.SignatureAlgorithm;
import dev.portolan.signatures.SigningKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;

/** A key with its certificates, for both envelope formats. */
record NotationSigning(SigningKey key, SignatureAlgorithm algorithm, List<X509Certificate> chain) {
    static final String AGENT = "portolan";

    String algorithmName() {
        return AlgorithmNames.jws(algorithm);
    }

    byte[] sign(byte[] message) {
        return algorithm.signRaw(key, message);
    }

    List<byte[]> encodedChain() {
        return chain.stream().map(NotationSigning::encoded).toList();
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read has an encoding", e);
        }
    }
}
