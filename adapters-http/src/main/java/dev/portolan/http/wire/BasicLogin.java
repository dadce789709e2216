package dev.portolan.http.wire;

import dev.portolan.port.Credential;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Basic authentication (RFC 7617). */
public final class BasicLogin {
    private BasicLogin() {}

    /** Returns the value of the header with a user and password. */
    public static String header(Credential login) {
        String pair = login.username() + ":" + login.secret();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
