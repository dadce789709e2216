package dev.portolan.registry.tls;

import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;

/** A certificate and its private key, issued by a {@link CertificateAuthority}. */
public final class Identity {
    private final CertificateAuthority authority;
    private final PrivateKey key;
    private final X509Certificate certificate;

    Identity(CertificateAuthority authority, PrivateKey key, X509Certificate certificate) {
        this.authority = authority;
        this.key = key;
        this.certificate = certificate;
    }

    /** The certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** The certificate as PEM. */
    public String certificatePem() {
        return CertificateAuthority.attempt(() -> Pem.of("CERTIFICATE", certificate.getEncoded()));
    }

    /** The private key as PEM, in PKCS#8, unencrypted. */
    public String privateKeyPem() {
        return Pem.of("PRIVATE KEY", key.getEncoded());
    }

    /** What a server or client needs that shows this certificate, and trusts this authority and no other. */
    public SSLContext context() {
        return CertificateAuthority.attempt(() -> authority.context(keyStore()));
    }

    /** The certificate, its key and the authority's certificate under the alias {@code identity}; no password. */
    public KeyStore keyStore() {
        return CertificateAuthority.attempt(() -> {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "identity", key, new char[0], new X509Certificate[] {certificate, authority.certificate()});
            return store;
        });
    }

    /** The subject alone. */
    @Override
    public String toString() {
        return certificate.getSubjectX500Principal().getName();
    }
}
