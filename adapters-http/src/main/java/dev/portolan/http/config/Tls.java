package dev.portolan.http.config;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS settings: the certificates to trust and to present. Immutable. {@code toString} contains no key.
 *
 * <pre>{@code
 * Tls.builder().trustAlso(caPem).identity(certificatePem, keyPem).build()
 * }</pre>
 *
 * @since 0.1.0
 */
public final class Tls {
    private static final char[] NO_PASSWORD = new char[0];

    private final @Nullable SSLContext context;
    private final @Nullable Builder parts;
    private final @Nullable Supplier<Tls> later;
    private @Nullable Tls made;

    private Tls(@Nullable SSLContext context, @Nullable Builder parts, @Nullable Supplier<Tls> later) {
        this.context = context;
        this.parts = parts;
        this.later = later;
    }

    /** Returns a builder with the CA certificates of the Java platform and without a client certificate. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns settings with the application's own context. */
    public static Tls of(SSLContext context) {
        return new Tls(context, null, null);
    }

    /**
     * Returns settings that are created when a connection first needs them: reading a file of CA certificates takes
     * long, and plain HTTP does not need it.
     *
     * @param settings creates them, once; its exceptions end the request
     */
    public static Tls later(Supplier<Tls> settings) {
        return new Tls(null, null, settings);
    }

    /** Returns the settings that {@link #later} makes, or these. */
    synchronized Tls made() {
        if (later == null) {
            return this;
        }
        if (made == null) {
            made = later.get().made();
        }
        return made;
    }

    /** Whether the application created the context, so that nothing can be added to it. */
    boolean isOpaque() {
        return later == null && parts == null;
    }

    /** Starts from these settings, or from none if the application created the context. */
    Builder toBuilder() {
        Builder from = made().parts;
        return from == null ? new Builder() : new Builder(from);
    }

    /** Returns the context of the connections. */
    public SSLContext context() {
        return Objects.requireNonNull(made().context);
    }

    @Override
    public String toString() {
        return parts != null && parts.any ? "TLS without verification" : "TLS";
    }

    /** A builder of TLS settings. */
    public static final class Builder {
        private final List<X509Certificate> authorities = new ArrayList<>();
        private final List<Identity> identities = new ArrayList<>();
        private boolean any;

        private record Identity(List<X509Certificate> chain, PrivateKey key) {}

        private Builder() {}

        private Builder(Builder other) {
            authorities.addAll(other.authorities);
            identities.addAll(other.identities);
            any = other.any;
        }

        /**
         * Trusts these CA certificates in addition to those of the Java platform.
         *
         * @param pem one or more certificates in PEM
         * @throws InvalidConfigurationException when there is none, or one is damaged
         */
        public Builder trustAlso(byte[] pem) {
            authorities.addAll(PemReader.certificates(pem, "the CA file"));
            return this;
        }

        /**
         * Trusts any certificate of any host. Anyone on the network path can then read and change everything, including
         * passwords. Only for tests.
         */
        public Builder trustAny() {
            any = true;
            return this;
        }

        /**
         * Presents a client certificate. Of several, the one that the registry's accepted authorities issued is used.
         *
         * @param certificatePem the certificate, and the chain to its authority, in PEM
         * @param keyPem its private key in PEM: PKCS#8, or PKCS#1 for RSA; not encrypted
         * @throws InvalidConfigurationException when one of them cannot be read, or the key does not belong to the
         *     certificate
         */
        public Builder identity(byte[] certificatePem, byte[] keyPem) {
            List<X509Certificate> certificates = PemReader.certificates(certificatePem, "the client certificate");
            PrivateKey own = PemReader.privateKey(keyPem, "the client certificate's key");
            KeyPairs.requirePair(certificates.get(0).getPublicKey(), own);
            identities.add(new Identity(certificates, own));
            return this;
        }

        /**
         * Builds the settings.
         *
         * @throws InvalidConfigurationException when certificate and key do not belong together
         */
        public Tls build() {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(keyManagers(), trustManagers(), null);
                return new Tls(context, new Builder(this), null);
            } catch (GeneralSecurityException | IOException e) {
                throw new InvalidConfigurationException(
                        Problem.of("TLS cannot be set up").because(String.valueOf(e.getMessage())));
            }
        }

        private KeyManager @Nullable [] keyManagers() throws GeneralSecurityException, IOException {
            if (identities.isEmpty()) {
                return null;
            }
            KeyStore store = emptyStore();
            for (Identity identity : identities) {
                X509Certificate[] chain = identity.chain.toArray(X509Certificate[]::new);
                store.setKeyEntry("client-" + store.size(), identity.key, NO_PASSWORD, chain);
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        }

        private TrustManager @Nullable [] trustManagers() throws GeneralSecurityException, IOException {
            if (any) {
                return ServerTrust.any();
            }
            if (authorities.isEmpty()) {
                return null;
            }
            KeyStore store = emptyStore();
            for (X509Certificate authority : platformAuthorities()) {
                store.setCertificateEntry("platform-" + store.size(), authority);
            }
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry("own-" + store.size(), authority);
            }
            return ServerTrust.of(trustManagers(store));
        }

        private static List<X509Certificate> platformAuthorities() throws GeneralSecurityException {
            List<X509Certificate> all = new ArrayList<>();
            for (TrustManager manager : trustManagers((KeyStore) null)) {
                if (manager instanceof X509TrustManager platform) {
                    all.addAll(List.of(platform.getAcceptedIssuers()));
                }
            }
            return all;
        }

        private static TrustManager[] trustManagers(@Nullable KeyStore store) throws GeneralSecurityException {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        }

        private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            return store;
        }
    }
}
