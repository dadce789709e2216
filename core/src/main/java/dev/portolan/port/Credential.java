package dev.portolan.port;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Credentials for a registry. {@code toString} and {@code hashCode} contain no secret.
 *
 * @since 0.1.0
 */
public final class Credential {
    /** The kinds of credential. */
    public enum Kind {
        /** Anonymous access. */
        ANONYMOUS,
        /** A user name and a password, or an access token instead of the password. */
        PASSWORD,
        /** A refresh token, to be exchanged for access tokens (Docker's "identity token"). */
        IDENTITY_TOKEN,
        /** A token that is sent as it is, as Bearer. */
        BEARER_TOKEN
    }

    private static final Credential ANONYMOUS = new Credential(Kind.ANONYMOUS, "", "");

    private final Kind kind;
    private final String username;
    private final String secret;

    private Credential(Kind kind, String username, String secret) {
        this.kind = kind;
        this.username = Objects.requireNonNull(username);
        this.secret = Objects.requireNonNull(secret);
    }

    /** No credential, which is a decision too: sources after this one are not asked. */
    public static Credential anonymous() {
        return ANONYMOUS;
    }

    /** Returns a user name and a password. */
    public static Credential password(String username, String password) {
        return new Credential(Kind.PASSWORD, username, password);
    }

    /** Returns a refresh token. */
    public static Credential identityToken(String token) {
        return new Credential(Kind.IDENTITY_TOKEN, "", token);
    }

    /** Returns a token that is sent as it is. */
    public static Credential bearerToken(String token) {
        return new Credential(Kind.BEARER_TOKEN, "", token);
    }

    /** Returns which kind this is. */
    public Kind kind() {
        return kind;
    }

    /** Returns the user name; empty for tokens. */
    public String username() {
        return username;
    }

    /** Returns the password or token. Send it only to the host that it is for. */
    public String secret() {
        return secret;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Credential that
                && kind == that.kind
                && username.equals(that.username)
                && secret.equals(that.secret);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, username);
    }

    /** Returns the kind, without the secret. */
    @Override
    public String toString() {
        return "credential (" + kind + ")";
    }
}
