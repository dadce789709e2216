package dev.portolan.registry.tls;

import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;

/**
 * A certificate and its private key, issued by a {@link CertificateAuthority}.
 *
 * @since 0.1.0
 */
public final class Identity {
    private final CertificateAuthority authority;
    private final PrivateKey key;
    private final X509Certificate certificate;

    Identity(CertificateAuthority authority, PrivateKey key, X509Certificate certificate) {
        this.authority = authority;
        this.key = key;
        this.certificate = certificate;
    }

    /** Returns the certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Returns the certificate as PEM. */
    public String certificatePem() {
        return CertificateAuthority.attempt(() -> Pem.of("CERTIFICATE", certificate.getEncoded()));
    }

    /** Returns the private key as PEM, in PKCS#8, unencrypted. */
    public String privateKeyPem() {
        return Pem.of("PRIVATE KEY", key.getEncoded());
    }

    /** Returns a context for a server or client with this certificate, which trusts only this authority. */
    public SSLContext context() {
        return CertificateAuthority.attempt(() -> authority.context(keyStore()));
    }

    /**
     * Returns the certificate, its key and the authority's certificate under the alias {@code identity}; no password.
     */
    public KeyStore keyStore() {
        return CertificateAuthority.attempt(() -> {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "identity", key, new char[0], new X509Certificate[] {certificate, authority.certificate()});
            return store;
        });
    }

    /** Returns the subject. */
    @Override
    public String toString() {
        return certificate.getSubjectX500Principal().getName();
    }
}
