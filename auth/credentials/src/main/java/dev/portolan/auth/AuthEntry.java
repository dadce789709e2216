package dev.portolan.auth;

import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.port.Credential;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One entry of {@code auths}, which Docker calls an AuthConfig. */
final class AuthEntry {
    /** The user name that marks the password as an identity token. */
    static final String TOKEN_USER = "<token>";

    /** The members that contain a credential. */
    static final Set<String> SECRETS = Set.of("auth", "username", "password", "identitytoken", "registrytoken");

    private AuthEntry() {}

    /**
     * Reads an entry.
     *
     * @return the credential; empty when the entry has none, because a helper stores it
     * @throws JsonFormatException when it is malformed; the message does not quote it
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

    /** Returns the credential for a user name and a secret from a helper or an entry; empty when both are empty. */
    static Optional<Credential> credential(String username, String secret) {
        if (username.isEmpty() && secret.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                username.equals(TOKEN_USER) ? Credential.identityToken(secret) : Credential.password(username, secret));
    }

    /**
     * Returns the members in which Docker stores a credential.
     *
     * @throws UnsupportedException when the format cannot store it
     */
    static Map<String, String> members(Credential credential) {
        return switch (credential.kind()) {
            case PASSWORD -> Map.of("auth", encoded(credential));
            case IDENTITY_TOKEN -> Map.of("identitytoken", credential.secret());
            case BEARER_TOKEN -> Map.of("registrytoken", credential.secret());
            case ANONYMOUS ->
                throw new UnsupportedException(Problem.of("no credential can be stored")
                        .because("it stands for anonymous access")
                        .advice("log out instead"));
        };
    }

    private static String encoded(Credential credential) {
        if (credential.username().indexOf(':') >= 0) {
            throw new UnsupportedException(Problem.of("the credential cannot be stored in a file")
                    .because("its user name contains a colon, which the file format does not allow")
                    .advice("configure a credential helper"));
        }
        byte[] text = (credential.username() + ":" + credential.secret()).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(text);
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
            throw new JsonFormatException("\"auth\" has no user name and password");
        }
        return credential(text.substring(0, colon), withoutZeroBytes(text.substring(colon + 1)));
    }

    /** Old versions of Docker padded the encoded text with zero bytes; Docker still strips them. */
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
