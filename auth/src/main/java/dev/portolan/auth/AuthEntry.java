package dev.portolan.auth;

import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.port.Credential;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** One entry of {@code auths}: what Docker calls an AuthConfig. */
final class AuthEntry {
    /** The user name that says: what stands for the password is an identity token. */
    static final String TOKEN_USER = "<token>";

    private AuthEntry() {}

    /**
     * Reads an entry.
     *
     * @return the credential; empty when there is none in it, as where Docker keeps it with a helper
     * @throws JsonFormatException when it is malformed; the message holds nothing of it
     */
    static Optional<Credential> credential(Map<?, ?> entry) {
        String registryToken = text(entry, "registrytoken");
        if (!registryToken.isEmpty()) {
            return Optional.of(Credential.bearerToken(registryToken));
        }
        String identityToken = text(entry, "identitytoken");
        if (!identityToken.isEmpty()) {
            return Optional.of(Credential.identityToken(identityToken));
        }
        String auth = text(entry, "auth").strip();
        return auth.isEmpty() ? credential(text(entry, "username"), text(entry, "password")) : decoded(auth);
    }

    /** The credential of a user name and a secret, as helpers and entries say it; empty when both are. */
    static Optional<Credential> credential(String username, String secret) {
        if (username.isEmpty() && secret.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                username.equals(TOKEN_USER) ? Credential.identityToken(secret) : Credential.password(username, secret));
    }

    private static Optional<Credential> decoded(String auth) {
        int end = auth.length();
        while (end > 0 && auth.charAt(end - 1) == '=') {
            end--;
        }
        String text;
        try {
            text = new String(Base64.getDecoder().decode(auth.substring(0, end)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new JsonFormatException("\"auth\" is not Base64");
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new JsonFormatException("\"auth\" holds no user name and password");
        }
        return credential(text.substring(0, colon), withoutZeroBytes(text.substring(colon + 1)));
    }

    /** Old versions of Docker padded with zero bytes what they encoded; Docker strips them to this day. */
    private static String withoutZeroBytes(String password) {
        int begin = 0;
        int end = password.length();
        while (begin < end && password.charAt(begin) == 0) {
            begin++;
        }
        while (end > begin && password.charAt(end - 1) == 0) {
            end--;
        }
        return password.substring(begin, end);
    }

    private static String text(Map<?, ?> entry, String name) {
        Object value = entry.get(name);
        if (value == null) {
            return "";
        }
        if (value instanceof String text) {
            return text;
        }
        throw new JsonFormatException("\"" + name + "\" is not a string");
    }
}
