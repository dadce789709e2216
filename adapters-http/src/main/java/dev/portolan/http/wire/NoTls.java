package dev.portolan.http.wire;

import java.security.Provider;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * A TLS context for clients that only use plain HTTP. The JDK's client needs one in any case. By default, it loads all
 * certificate authorities of the platform; even an empty context of the JDK loads its ciphers. Both take a good part of
 * the time in which a short command runs. This context can only say that it knows TLS 1.3.
 */
final class NoTls extends SSLContextSpi {
    private NoTls() {}

    static SSLContext context() {
        return new Context();
    }

    private static final class Context extends SSLContext {
        Context() {
            super(new NoTls(), new Nobody(), "none");
        }
    }

    /** The provider of the context, which provides nothing else. */
    private static final class Nobody extends Provider {
        private static final long serialVersionUID = 1;

        Nobody() {
            super("none", "1", "no TLS");
        }
    }

    private static UnsupportedOperationException plainOnly() {
        return new UnsupportedOperationException("this client only uses plain HTTP");
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
        throw plainOnly();
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        throw plainOnly();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        throw plainOnly();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        throw plainOnly();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        throw plainOnly();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        throw plainOnly();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        throw plainOnly();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return new SSLParameters(new String[0], new String[] {"TLSv1.3"});
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        return engineGetDefaultSSLParameters();
    }
}
