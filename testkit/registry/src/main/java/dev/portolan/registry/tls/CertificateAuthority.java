package dev.portolan.registry.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority for tests, with a new key that is not stored. It issues certificates for servers and clients:
 *
 * <pre>{@code
 * CertificateAuthority authority = CertificateAuthority.create();
 * RegistryServer server = RegistryServer.builder().tls(authority).start();
 * Files.writeString(caFile, authority.pem());         // for a client that takes a file
 * HttpClient client = HttpClient.newBuilder().sslContext(authority.trustingContext()).build();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class CertificateAuthority {
    private static final String NAME = "Portolan test authority";

    private final KeyPair keys;
    private final X509Certificate certificate;

    private CertificateAuthority(KeyPair keys, X509Certificate certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    /** Returns a new authority. */
    public static CertificateAuthority create() {
        return attempt(() -> {
            KeyPair keys = newKeys();
            return new CertificateAuthority(keys, CertificateWriter.authority(NAME, keys));
        });
    }

    /** Returns the authority's own certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Returns the authority's own certificate as PEM. */
    public String pem() {
        return attempt(() -> Pem.of("CERTIFICATE", certificate.getEncoded()));
    }

    /**
     * Returns a new certificate with its key, for a server or a client.
     *
     * @param subject the common name
     * @param hosts names and addresses of the server; none for a client
     */
    public Identity issue(String subject, String... hosts) {
        return attempt(() -> {
            KeyPair own = newKeys();
            X509Certificate leaf =
                    CertificateWriter.leaf(NAME, keys.getPrivate(), subject, own.getPublic(), List.of(hosts));
            return new Identity(this, own.getPrivate(), leaf);
        });
    }

    /** Returns a context for a client that trusts only this authority. */
    public SSLContext trustingContext() {
        return attempt(() -> context(null));
    }

    SSLContext context(@Nullable KeyStore own) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManager[] identity = new KeyManager[0];
        if (own != null) {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(own, new char[0]);
            identity = factory.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManager[] managers = trust.getTrustManagers();
        context.init(identity, managers, null);
        return context;
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    interface Making<T> {
        T make() throws GeneralSecurityException, IOException;
    }

    static <T> T attempt(Making<T> making) {
        try {
            return making.make();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java platform cannot make certificates", e);
        }
    }
}
