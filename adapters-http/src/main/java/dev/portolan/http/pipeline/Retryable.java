package dev.portolan.http.pipeline;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The one place that decides which failures a retry can help with. */
public final class Retryable {
    private Retryable() {}

    /**
     * Returns whether a request can succeed later although it got this status: 408, 425, 429 and every 5xx, those of
     * gateways (520 to 530) included, except 501 and 505, which say that the server will never do it.
     */
    public static boolean status(int status) {
        return status == 408
                || status == 425
                || status == 429
                || status >= 500 && status < 600 && status != 501 && status != 505;
    }

    /** Returns whether a status says that a gateway has no registry behind it for the moment, as during a restart. */
    static boolean outage(int status) {
        return status == 502 || status == 503 || status == 504;
    }

    /** Returns whether a request can succeed later although it got no response for this reason. */
    static boolean failure(IOException e) {
        int tunnel = ProxyFailure.tunnel(e);
        return !unresolved(e) && (tunnel == 0 || status(tunnel)) && (!ssl(e) || brokenHandshake(e));
    }

    /** Returns whether the host's name does not resolve to an address. */
    static boolean unresolved(IOException e) {
        return caused(e, UnknownHostException.class) || caused(e, UnresolvedAddressException.class);
    }

    /** Returns whether the host refused the connection. */
    static boolean refused(IOException e) {
        return e instanceof ConnectException && !unresolved(e);
    }

    /** Returns whether TLS failed. */
    static boolean ssl(IOException e) {
        return caused(e, SSLException.class);
    }

    /**
     * Returns whether a failed handshake can be retried: one that is interrupted can, certificate problems and alerts
     * are final.
     */
    private static boolean brokenHandshake(IOException e) {
        if (caused(e, EOFException.class) || caused(e, SocketException.class)) {
            return true;
        }
        String text = messages(e);
        return text.contains("reset")
                || text.contains("terminated the handshake")
                || text.contains("closed")
                || text.contains("broken pipe");
    }

    private static boolean caused(IOException e, Class<? extends Throwable> type) {
        return cause(e, type) != null;
    }

    /** Returns the first failure of a type among a failure and its causes; null if there is none. */
    static @Nullable Throwable cause(IOException e, Class<? extends Throwable> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return cause;
            }
        }
        return null;
    }

    /** Returns the messages of a failure and its causes, in lower case. */
    static String messages(IOException e) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            text.append(cause.getMessage()).append(' ');
        }
        return text.toString().trim().toLowerCase(Locale.ROOT);
    }
}
