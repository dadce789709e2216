package dev.portolan.registry.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The users of a registry, their permissions, and how they authenticate. Immutable; each method returns a copy.
 *
 * <pre>{@code
 * Authentication.basic("alice", "secret")
 * Authentication.token().user("alice", "secret").user("ci", "hook", "demo/*:pull").anonymous("public/*:pull")
 *     .lifetime(Duration.ofMinutes(5)).refreshTokens(true)
 * Authentication.bearer("a-fixed-token")
 * }</pre>
 *
 * @since 0.1.0
 */
public final class Authentication {
    enum Scheme {
        NONE,
        BASIC,
        TOKEN,
        BEARER
    }

    /** The name of the token in the response of the token endpoint. */
    public enum TokenField {
        /** {@code token} and {@code access_token}, as Docker's specification requires. */
        BOTH,
        /** {@code token} only. */
        TOKEN,
        /** Only {@code access_token}, as in OAuth 2. */
        ACCESS_TOKEN
    }

    record User(String password, List<Permission> permissions) {}

    Scheme scheme = Scheme.NONE;
    private Map<String, User> users = Map.of();
    List<Permission> anonymous = List.of();
    String fixedToken = "";
    Duration lifetime = Duration.ofMinutes(5);
    boolean expiresIn = true;
    boolean refreshTokens;
    boolean postAllowed = true;
    TokenField field = TokenField.BOTH;
    String service = "portolan-registry";
    InstantSource clock = InstantSource.system();

    private Authentication() {}

    private Authentication with(Consumer<Authentication> change) {
        Authentication copy = of(scheme);
        copy.users = users;
        copy.anonymous = anonymous;
        copy.fixedToken = fixedToken;
        copy.lifetime = lifetime;
        copy.expiresIn = expiresIn;
        copy.refreshTokens = refreshTokens;
        copy.postAllowed = postAllowed;
        copy.field = field;
        copy.service = service;
        copy.clock = clock;
        change.accept(copy);
        return copy;
    }

    private static Authentication of(Scheme scheme) {
        Authentication made = new Authentication();
        made.scheme = scheme;
        return made;
    }

    /** Returns authentication without users: everything is permitted. */
    public static Authentication none() {
        return of(Scheme.NONE);
    }

    /** Returns Basic authentication (RFC 7617) with one user, who has all permissions; more can be added. */
    public static Authentication basic(String user, String password) {
        return of(Scheme.BASIC).user(user, password);
    }

    /**
     * Returns token authentication: the registry issues tokens for a password or a refresh token (Docker's "Token
     * Authentication Specification" and "OAuth2 Token Authentication"). Add users, or anonymous permissions.
     */
    public static Authentication token() {
        return of(Scheme.TOKEN);
    }

    /** Returns authentication by one fixed Bearer token, which permits everything. */
    public static Authentication bearer(String token) {
        Authentication made = of(Scheme.BEARER);
        made.fixedToken = Objects.requireNonNull(token);
        return made;
    }

    /** Adds a user with all permissions. */
    public Authentication user(String name, String password) {
        return user(name, password, "*:*");
    }

    /**
     * Adds a user with some permissions.
     *
     * @param permissions each {@code REPOSITORIES:ACTIONS}, where {@code *} in the name matches any characters, and the
     *     actions are {@code pull}, {@code push} and {@code delete}, or {@code *}: {@code "demo/*:pull,push"}
     * @throws IllegalArgumentException when a permission is malformed
     */
    public Authentication user(String name, String password, String... permissions) {
        Map<String, User> more = new LinkedHashMap<>(users);
        more.put(name, new User(password, Permission.parse(permissions)));
        return with(copy -> copy.users = Map.copyOf(more));
    }

    /** Adds permissions for anonymous users, as for {@link #user(String, String, String...)}. */
    public Authentication anonymous(String... permissions) {
        List<Permission> more = new ArrayList<>(anonymous);
        more.addAll(Permission.parse(permissions));
        return with(copy -> copy.anonymous = List.copyOf(more));
    }

    /** Returns a copy with this lifetime of tokens; 5 minutes by default. */
    public Authentication lifetime(Duration time) {
        return with(copy -> copy.lifetime = Objects.requireNonNull(time));
    }

    /** Returns a copy whose responses have {@code expires_in}, or do not; then clients must assume 60 seconds. */
    public Authentication expiresIn(boolean stated) {
        return with(copy -> copy.expiresIn = stated);
    }

    /**
     * Returns a copy that issues refresh tokens on request ({@code offline_token=true}), or does not; not by default.
     */
    public Authentication refreshTokens(boolean given) {
        return with(copy -> copy.refreshTokens = given);
    }

    /** Returns a copy whose token endpoint supports {@code POST}, or responds with 405, as older ones do. */
    public Authentication postAllowed(boolean allowed) {
        return with(copy -> copy.postAllowed = allowed);
    }

    /** Returns a copy with this name of the token in the response. */
    public Authentication field(TokenField name) {
        return with(copy -> copy.field = Objects.requireNonNull(name));
    }

    /** Returns a copy with this name of the registry for the token endpoint. */
    public Authentication service(String name) {
        return with(copy -> copy.service = Objects.requireNonNull(name));
    }

    /** Returns a copy with this clock for the expiry of tokens, which a test can set. */
    public Authentication clock(InstantSource source) {
        return with(copy -> copy.clock = Objects.requireNonNull(source));
    }

    /** Returns the permissions of a user; empty if the name or password is wrong. */
    Optional<List<Permission>> login(String name, String password) {
        return Optional.ofNullable(users.get(name))
                .filter(user -> user.password().equals(password))
                .map(User::permissions);
    }

    /** Returns the permissions of the user that a Basic header names; empty for other headers, too. */
    Optional<List<Permission>> login(String header) {
        if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            String pair =
                    new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? Optional.empty() : login(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the scheme and the names of the users, without any secret. */
    @Override
    public String toString() {
        return scheme + " " + users.keySet();
    }
}
