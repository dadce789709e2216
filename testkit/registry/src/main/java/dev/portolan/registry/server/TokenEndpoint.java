package dev.portolan.registry.server;

import dev.portolan.registry.wire.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Issues tokens (Docker's "Token Authentication Specification" for GET, "OAuth2 Token Authentication" for POST). */
final class TokenEndpoint {
    private static final int LARGEST_FORM = 64 << 10;

    private final Authentication authentication;
    private final Tokens tokens;

    TokenEndpoint(Authentication authentication, Tokens tokens) {
        this.authentication = authentication;
        this.tokens = tokens;
    }

    void handle(Exchange exchange) throws IOException {
        if (authentication.scheme != Authentication.Scheme.TOKEN) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, 404, "this registry does not issue tokens");
        }
        if (exchange.request().method().equals("POST")) {
            post(exchange);
        } else {
            get(exchange);
        }
    }

    private void get(Exchange exchange) throws IOException {
        Optional<String> header = exchange.request().headers().first("Authorization");
        List<Permission> permissions = header.isEmpty()
                ? authentication.anonymous
                : authentication.login(header.get()).orElseThrow(TokenEndpoint::wrongCredentials);
        boolean refresh = header.isPresent()
                && exchange.parameter("offline_token").orElse("").equals("true");
        send(exchange, permissions, exchange.parameters("scope"), refresh);
    }

    private void post(Exchange exchange) throws IOException {
        if (!authentication.postAllowed) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, "this token endpoint supports only GET");
        }
        Map<String, List<String>> form = form(exchange.request().body().readNBytes(LARGEST_FORM));
        List<Permission> permissions = switch (first(form, "grant_type")) {
            case "refresh_token" ->
                tokens.refreshed(first(form, "refresh_token")).orElseThrow(TokenEndpoint::wrongCredentials);
            case "password" ->
                authentication
                        .login(first(form, "username"), first(form, "password"))
                        .orElseThrow(TokenEndpoint::wrongCredentials);
            default -> throw Refusal.of(ErrorCode.UNSUPPORTED, 400, "the grant type is not supported");
        };
        List<String> scopes = form.getOrDefault("scope", List.of());
        send(exchange, permissions, scopes, first(form, "access_type").equals("offline"));
    }

    private static Map<String, List<String>> form(byte[] body) {
        try {
            return Request.decode(new String(body, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, 400, "the form is malformed");
        }
    }

    private static String first(Map<String, List<String>> form, String name) {
        return form.getOrDefault(name, List.of("")).get(0);
    }

    private static Refusal wrongCredentials() {
        return Refusal.of(ErrorCode.UNAUTHORIZED, "incorrect username or password");
    }

    private void send(Exchange exchange, List<Permission> permissions, List<String> scopes, boolean refresh)
            throws IOException {
        String token = tokens.grant(Access.parse(scopes), permissions);
        Map<String, Object> json = new LinkedHashMap<>();
        if (authentication.field != Authentication.TokenField.ACCESS_TOKEN) {
            json.put("token", token);
        }
        if (authentication.field != Authentication.TokenField.TOKEN) {
            json.put("access_token", token);
        }
        if (authentication.expiresIn) {
            json.put("expires_in", authentication.lifetime.toSeconds());
            json.put("issued_at", authentication.clock.instant().toString());
        }
        if (refresh && authentication.refreshTokens) {
            json.put("refresh_token", tokens.grantRefresh(permissions));
        }
        exchange.sendJson(json);
    }
}
