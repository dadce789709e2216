package dev.portolan.registry.tls;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Binary objects as text between a BEGIN and an END line (RFC 7468). */
final class Pem {
    private Pem() {}

    static String of(String label, byte[] der) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN " + label + "-----\n" + lines.encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
