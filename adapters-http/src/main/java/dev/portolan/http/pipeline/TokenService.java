package dev.portolan.http.pipeline;

import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.Remedy;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.http.wire.BasicLogin;
import dev.portolan.http.wire.Exchange;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.RequestBody;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.Uris;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.port.Credential;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Exchanges a credential for a token where a challenge says (distribution's token specification, and its OAuth2 form).
 */
final class TokenService {
    private static final String CLIENT = "portolan";
    private static final long DEFAULT_LIFE = 60;
    private static final long LONGEST_LIFE = 365L * 86_400;
    private static final int LARGEST = 1 << 20;

    private final Exchange exchange;
    private final Exchange redirects;
    private final Time time;

    TokenService(Exchange exchange, Time time) {
        this.exchange = exchange;
        this.redirects = new Redirects(exchange, false);
        this.time = time;
    }

    Token token(Registry registry, Challenge challenge, Scopes scopes, Credential credential) {
        URI realm = realm(registry, challenge);
        String service = challenge.parameter("service").orElse("");
        if (credential.kind() == Credential.Kind.IDENTITY_TOKEN) {
            Response response = post(registry, realm, service, scopes, credential);
            if (response.status() == 400) { // "invalid_grant" of RFC 6749, 5.2
                throw new UnauthenticatedException(problem(registry, realm)
                        .because("the token service refused the identity token")
                        .advice("log in again")
                        .answered(400, Failures.errors(response)));
            }
            // Older services respond like this; they accept the same secret as a password.
            if (response.status() != 404 && response.status() != 405) {
                return read(registry, realm, scopes, credential, response);
            }
            response.close();
        }
        return read(registry, realm, scopes, credential, get(registry, realm, service, scopes, credential));
    }

    private Response get(Registry registry, URI realm, String service, Scopes scopes, Credential credential) {
        URI uri = realm;
        if (!service.isEmpty()) {
            uri = Uris.withParameter(uri, "service", service);
        }
        for (String scope : scopes.texts()) {
            uri = Uris.withParameter(uri, "scope", scope);
        }
        Request request = request(registry, "GET", uri);
        return redirects.send(
                credential.kind() == Credential.Kind.ANONYMOUS
                        ? request
                        : request.with("Authorization", BasicLogin.header(credential)));
    }

    /** The secret is in the body, so redirects are not followed: they could lead anywhere. */
    private Response post(Registry registry, URI realm, String service, Scopes scopes, Credential credential) {
        String form = "grant_type=refresh_token&client_id=" + CLIENT + "&service=" + Uris.encode(service) + "&scope="
                + Uris.encode(scopes.toString()) + "&refresh_token="
                + Uris.encode(credential.secret().strip());
        return exchange.send(request(registry, "POST", realm)
                .with("Content-Type", "application/x-www-form-urlencoded")
                .with(RequestBody.of(form.getBytes(StandardCharsets.UTF_8))));
    }

    private static Request request(Registry registry, String method, URI uri) {
        return Request.of(method, uri, "logging in with " + Uris.withoutQuery(uri), registry.name())
                .with("Accept", "application/json");
    }

    /** Returns the user's token; a character that no header allows would cause an error that shows it. */
    static String bearer(Registry registry, Credential credential) {
        String token = credential.secret().strip(); // one that was kept in a file may end in a newline
        if (!sendable(token)) {
            throw refused(registry, "the token contains invalid characters");
        }
        return "Bearer " + token;
    }

    /**
     * Returns the token service that the registry named. Credentials are sent to it, so it must use TLS if the registry
     * does.
     */
    private static URI realm(Registry registry, Challenge challenge) {
        URI realm;
        try {
            realm = Uris.upgrade(
                    registry.base(),
                    Uris.resolve(registry.base(), challenge.parameter("realm").orElse("")));
        } catch (IllegalArgumentException e) {
            throw refused(registry, "it names a token service that is not an http or https address");
        }
        if (realm.getScheme().equalsIgnoreCase("http") && !registry.plain()) {
            throw refused(registry, "its token service uses plain http, and credentials are sent only over https");
        }
        return realm;
    }

    private Token read(Registry registry, URI realm, Scopes scopes, Credential credential, Response response) {
        if (!response.succeeded()) {
            OciException failure = failure(registry, realm, response);
            boolean refused = response.status() == 401 || response.status() == 403;
            throw refused && credential.kind() == Credential.Kind.ANONYMOUS ? anonymous(registry, failure) : failure;
        }
        try {
            JsonObject json = Json.parseObject(response.body().readUpTo(LARGEST));
            String token = json.string("token")
                    .filter(text -> !text.isBlank())
                    .or(() -> json.string("access_token"))
                    .map(String::strip)
                    .filter(TokenService::sendable)
                    .orElseThrow(() -> unusable(registry, realm, "the response of the token service has no token"));
            return new Token(scopes, token, time.now(), life(json));
        } catch (JsonFormatException | IOException e) {
            // The unreadable response may contain the token, so the message quotes none of it.
            throw unusable(registry, realm, "the response of the token service is not the expected JSON object");
        }
    }

    /** In seconds. A malformed value counts as missing, for which the specification has 60. */
    private static long life(JsonObject json) {
        Object life = json.members().get("expires_in");
        long seconds = life instanceof Integer || life instanceof Long ? ((Number) life).longValue() : 0;
        return seconds > 0 ? Math.min(seconds, LONGEST_LIFE) : DEFAULT_LIFE;
    }

    private static boolean sendable(String token) {
        return !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 127);
    }

    /** A token service that is not found says nothing about the requested content. */
    private static OciException failure(Registry registry, URI realm, Response response) {
        OciException failure = Failures.of(
                request(registry, "GET", realm),
                response,
                response.status() == 401 || response.status() == 403
                        ? "the token service refused the credentials"
                        : response.status() / 100 == 3
                                ? "the token service redirects, and credentials are not sent to another address"
                                : "");
        return failure instanceof NotFoundException
                ? new UnauthenticatedException(failure.problem()
                        .because("the address that the registry names is not a token service")
                        .advice("log in with a token"))
                : failure;
    }

    private static OciException anonymous(Registry registry, OciException failure) {
        return failure.with(failure.problem()
                .because("there are no credentials for " + registry.name())
                .advice(Remedy.LOG_IN, "log in to " + registry.name() + ", or give the client credentials for it"));
    }

    private static Problem problem(Registry registry, URI realm) {
        return Problem.of("logging in with " + Uris.withoutQuery(realm) + " failed")
                .at(registry.name());
    }

    private static UnauthenticatedException unusable(Registry registry, URI realm, String because) {
        return new UnauthenticatedException(problem(registry, realm)
                .because(because)
                .advice("check which address the registry names as its token service, and any proxy before it"));
    }

    private static UnauthenticatedException refused(Registry registry, String because) {
        return new UnauthenticatedException(
                Problem.of("logging in failed").at(registry.name()).because(because));
    }
}
