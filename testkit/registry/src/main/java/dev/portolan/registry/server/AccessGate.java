package dev.portolan.registry.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
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
        if (exchange.route().kind() == Route.Kind.TOKEN) {
            return;
        }
        List<Access> needed = needed(exchange);
        Optional<Predicate<Access>> rights = rights(exchange);
        // Whoever asks for /v2/ without a login wants to know how to log in.
        boolean asks = authentication.scheme == Authentication.Scheme.BASIC
                && needed.isEmpty()
                && header(exchange).isEmpty();
        if (asks || rights.isEmpty() || !needed.stream().allMatch(rights.get())) {
            throw refusal(exchange, needed, rights.isPresent());
        }
    }

    /** Returns whether the sender of this accepted request may also pull from another repository. */
    boolean mayPull(Exchange exchange, String name) {
        return rights(exchange)
                .filter(rights -> rights.test(Access.repository(name, "pull")))
                .isPresent();
    }

    /** Returns what the sender of a request may do; empty if the credentials are wrong, or missing where they are needed. */
    private Optional<Predicate<Access>> rights(Exchange exchange) {
        String header = header(exchange);
        return switch (authentication.scheme) {
            case NONE -> Optional.of(access -> true);
            case BEARER ->
                bearer(header).filter(authentication.fixedToken::equals).map(token -> access -> true);
            case BASIC ->
                (header.isEmpty() ? Optional.of(authentication.anonymous) : authentication.login(header))
                        .map(permissions -> access -> allowed(permissions, access));
            case TOKEN -> bearer(header).flatMap(tokens::granted).map(granted -> granted::contains);
        };
    }

    private static String header(Exchange exchange) {
        return exchange.request().headers().first("Authorization").orElse("");
    }

    private Refusal refusal(Exchange exchange, List<Access> needed, boolean known) {
        String header = header(exchange);
        return switch (authentication.scheme) {
            case BASIC ->
                known && !header.isEmpty()
                        ? Refusal.of(ErrorCode.DENIED, "the user may not do this")
                        : Refusal.of(ErrorCode.UNAUTHORIZED, "a user name and password are needed")
                                .with("WWW-Authenticate", "Basic realm=\"portolan\", charset=\"UTF-8\"");
            case NONE, BEARER ->
                Refusal.of(ErrorCode.UNAUTHORIZED, "a token is needed")
                        .with("WWW-Authenticate", "Bearer realm=\"portolan\"");
            case TOKEN -> {
                String error = bearer(header).isPresent() ? "invalid_token" : "";
                yield challenge(exchange, needed, known ? "insufficient_scope" : error);
            }
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

    static boolean allowed(List<Permission> permissions, Access access) {
        return permissions.stream().anyMatch(permission -> permission.allows(access));
    }

    private static List<Access> needed(Exchange exchange) {
        Route.Kind kind = exchange.route().kind();
        String method = exchange.request().method();
        String name = exchange.name();
        if (kind == Route.Kind.BASE) {
            return List.of();
        } else if (kind == Route.Kind.CATALOG) {
            return List.of(Access.catalog());
        } else if (kind != Route.Kind.UPLOADS && kind != Route.Kind.UPLOAD && !method.equals("PUT")) {
            return List.of(Access.repository(name, method.equals("DELETE") ? "delete" : "pull"));
        }
        List<Access> needed = new ArrayList<>();
        needed.add(Access.repository(name, "pull"));
        needed.add(Access.repository(name, "push"));
        exchange.parameter("from").ifPresent(from -> needed.add(Access.repository(from, "pull")));
        return needed;
    }
}
