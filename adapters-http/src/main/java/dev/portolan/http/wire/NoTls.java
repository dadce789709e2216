package dev.portolan.http.wire;

import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * A TLS context for clients that only use plain HTTP. The JDK's client needs one in any case, and by default loads all
 * certificate authorities of the platform, which takes a tenth of a second when a program starts. This one trusts
 * nobody.
 */
final class NoTls {
    private NoTls() {}

    static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this platform has no TLS", e);
        }
    }
}
