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

    void answer(Exchange exchange) throws IOException {
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
                : AccessGate.basic(header.get())
                        .flatMap(pair -> authentication.login(pair[0], pair[1]))
                        .orElseThrow(TokenEndpoint::wrongCredentials);
        boolean refresh = header.isPresent()
                && exchange.parameter("offline_token").orElse("").equals("true");
        send(exchange, permissions, exchange.parameters("scope"), refresh);
    }

    private void post(Exchange exchange) throws IOException {
        if (!authentication.postAllowed) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, "this token endpoint supports only GET");
        }
        byte[] body = exchange.request().body().readNBytes(LARGEST_FORM);
        Form form = Form.of(body);
        List<Permission> permissions = switch (form.first("grant_type")) {
            case "refresh_token" ->
                tokens.refreshed(form.first("refresh_token")).orElseThrow(TokenEndpoint::wrongCredentials);
            case "password" ->
                authentication
                        .login(form.first("username"), form.first("password"))
                        .orElseThrow(TokenEndpoint::wrongCredentials);
            default -> throw Refusal.of(ErrorCode.UNSUPPORTED, 400, "the grant type is not supported");
        };
        send(exchange, permissions, form.all("scope"), form.first("access_type").equals("offline"));
    }

    private record Form(Map<String, List<String>> values) {
        static Form of(byte[] body) {
            try {
                return new Form(Request.decode(new String(body, StandardCharsets.UTF_8)));
            } catch (IllegalArgumentException e) {
                throw Refusal.of(ErrorCode.UNSUPPORTED, 400, "the form is malformed");
            }
        }

        List<String> all(String name) {
            return values.getOrDefault(name, List.of());
        }

        String first(String name) {
            return all(name).stream().findFirst().orElse("");
        }
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
        if (authentication.lifetimeSaid) {
            json.put("expires_in", authentication.lifetime.toSeconds());
            json.put("issued_at", authentication.clock.instant().toString());
        }
        if (refresh && authentication.refreshTokens) {
            json.put("refresh_token", tokens.grantRefresh(permissions));
        }
        exchange.sendJson(json);
    }
}
