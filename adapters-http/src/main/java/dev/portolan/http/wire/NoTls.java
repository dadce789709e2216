package dev.portolan.http.wire;

import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * A context for clients that only ever speak plain HTTP. The JDK's client wants one even so, and by default reads
 * all of the platform's authorities for it: a tenth of a second at the start of a program. This one trusts nobody.
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
