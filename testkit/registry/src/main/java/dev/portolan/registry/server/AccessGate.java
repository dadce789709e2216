package dev.portolan.registry.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lets requests through, or challenges them (RFC 9110, section 11; Docker's "Token Authentication"). */
final class AccessGate {
    private final Authentication authentication;
    private final Tokens tokens;

    AccessGate(Authentication authentication, Tokens tokens) {
        this.authentication = authentication;
        this.tokens = tokens;
    }

    /** Refuses a request that is not allowed. */
    void check(Exchange exchange) {
        if (authentication.scheme == Authentication.Scheme.NONE
                || exchange.route().kind() == Route.Kind.TOKEN) {
            return;
        }
        List<Access> needed = needed(exchange);
        String header = exchange.request().headers().first("Authorization").orElse("");
        switch (authentication.scheme) {
            case BASIC -> checkBasic(header, needed);
            case BEARER -> {
                if (!bearer(header).equals(Optional.of(authentication.fixedToken))) {
                    throw Refusal.of(ErrorCode.UNAUTHORIZED, "a token is needed")
                            .with("WWW-Authenticate", "Bearer realm=\"portolan\"");
                }
            }
            default -> checkToken(exchange, header, needed);
        }
    }

    private void checkBasic(String header, List<Access> needed) {
        Optional<List<Permission>> login = basic(header).flatMap(pair -> authentication.login(pair[0], pair[1]));
        boolean open = !needed.isEmpty() && allowed(authentication.anonymous, needed);
        if (login.isEmpty() && !(header.isEmpty() && open)) {
            throw Refusal.of(ErrorCode.UNAUTHORIZED, "a user name and password are needed")
                    .with("WWW-Authenticate", "Basic realm=\"portolan\", charset=\"UTF-8\"");
        }
        if (login.isPresent() && !allowed(login.get(), needed)) {
            throw Refusal.of(ErrorCode.DENIED, "the user may not do this");
        }
    }

    private void checkToken(Exchange exchange, String header, List<Access> needed) {
        Optional<String> token = bearer(header);
        if (token.isEmpty()) {
            throw challenge(exchange, needed, "");
        }
        Optional<List<Access>> granted = tokens.granted(token.get());
        if (granted.isEmpty() || !granted.get().containsAll(needed)) {
            throw challenge(exchange, needed, granted.isPresent() ? "insufficient_scope" : "invalid_token");
        }
    }

    /** Returns whether the sender of this accepted request may also pull from another repository. */
    boolean mayPull(Exchange exchange, String name) {
        List<Access> pull = List.of(Access.repository(name, "pull"));
        String header = exchange.request().headers().first("Authorization").orElse("");
        return switch (authentication.scheme) {
            case NONE, BEARER -> true;
            case BASIC ->
                allowed(
                        basic(header)
                                .flatMap(pair -> authentication.login(pair[0], pair[1]))
                                .orElse(authentication.anonymous),
                        pull);
            case TOKEN ->
                bearer(header).flatMap(tokens::granted).orElse(List.of()).containsAll(pull);
        };
    }

    /** Returns the token of a Bearer header (RFC 6750; RFC 9110, 11.1: the scheme in upper or lower case). */
    private static Optional<String> bearer(String header) {
        return header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? Optional.of(header.substring(7).strip())
                : Optional.empty();
    }

    private Refusal challenge(Exchange exchange, List<Access> needed, String error) {
        StringBuilder challenge = new StringBuilder("Bearer realm=\"")
                .append(exchange.request().base())
                .append("/token\",service=\"")
                .append(authentication.service)
                .append('"');
        if (!needed.isEmpty()) {
            challenge.append(",scope=\"").append(scope(needed)).append('"');
        }
        if (!error.isEmpty()) {
            challenge.append(",error=\"").append(error).append('"');
        }
        return Refusal.of(ErrorCode.UNAUTHORIZED, "a token is needed").with("WWW-Authenticate", challenge.toString());
    }

    private static String scope(List<Access> needed) {
        Map<String, List<String>> actions = new LinkedHashMap<>();
        for (Access access : needed) {
            actions.computeIfAbsent(access.type() + ":" + access.name(), key -> new ArrayList<>())
                    .add(access.action());
        }
        return actions.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + String.join(",", entry.getValue()))
                .collect(Collectors.joining(" "));
    }

    /** User name and password of a Basic header; empty for other headers. */
    static Optional<String[]> basic(String header) {
        if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            String pair =
                    new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new String[] {pair.substring(0, colon), pair.substring(colon + 1)});
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static boolean allowed(List<Permission> permissions, List<Access> needed) {
        return needed.stream()
                .allMatch(access -> permissions.stream().anyMatch(permission -> permission.allows(access)));
    }

    private static List<Access> needed(Exchange exchange) {
        String name = exchange.name();
        if (exchange.route().kind() == Route.Kind.BASE) {
            return List.of();
        } else if (exchange.route().kind() == Route.Kind.CATALOG) {
            return List.of(Access.catalog());
        }
        return switch (exchange.request().method()) {
            case "GET", "HEAD" ->
                exchange.route().kind() == Route.Kind.UPLOAD ? pushing(name) : List.of(Access.repository(name, "pull"));
            case "DELETE" ->
                exchange.route().kind() == Route.Kind.UPLOAD
                        ? pushing(name)
                        : List.of(Access.repository(name, "delete"));
            default -> {
                List<Access> needed = new ArrayList<>(pushing(name));
                exchange.parameter("from").ifPresent(from -> needed.add(Access.repository(from, "pull")));
                yield needed;
            }
        };
    }

    private static List<Access> pushing(String name) {
        return List.of(Access.repository(name, "pull"), Access.repository(name, "push"));
    }
}
