package dev.portolan.http.pipeline;

import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.ResponseBody;
import dev.portolan.port.CredentialSource;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A registry with a token service, without a connection: each token is good for the scopes that it was asked for. */
final class TokenRegistry implements Time {
    private static final URI ADDRESS = URI.create("https://sea.example");

    /** Method, path and the credentials of each request to the registry. */
    final List<String> sent = new ArrayList<>();

    /** The queries to the token service. */
    final List<String> asked = new ArrayList<>();

    final RegistryLogin login;
    String challenge = "Bearer realm=\"/token\"";
    Runnable beforeAnswer = () -> {};
    int open;

    private final Map<String, Scopes> valid = new HashMap<>();
    private Instant now = Instant.parse("2025-01-01T00:00:00Z");

    TokenRegistry(CredentialSource source) {
        login = new RegistryLogin(new Registry("sea.example", () -> ADDRESS), source, this::token, this);
    }

    /** Sends a request, with the scopes that it needs. */
    int send(String method, String repository, Scopes scopes) {
        return send(method, URI.create(ADDRESS + "/v2/" + repository + "/x"), repository, scopes);
    }

    /** Sends a request to an address that the registry named, such as an upload location. */
    int send(String method, URI address, String repository, Scopes scopes) {
        Request request = Request.of(method, address, "fetching x", "sea.example");
        Response response = new Authorization(one -> answer(one, scopes), login, repository, scopes).send(request);
        response.close();
        return response.status();
    }

    int pull(String repository) {
        return send("GET", repository, Scopes.pull(repository));
    }

    int push(String repository) {
        return send("PUT", repository, Scopes.push(repository));
    }

    private Response answer(Request request, Scopes needed) {
        String header = request.header("Authorization").orElse("");
        sent.add(request.method() + " " + request.uri().getPath() + (header.isEmpty() ? "" : " " + header));
        Runnable before = beforeAnswer;
        beforeAnswer = () -> {};
        Scopes granted = valid.getOrDefault(header, Scopes.none());
        before.run();
        return header.startsWith("Basic ") || valid.containsKey(header) && granted.cover(needed)
                ? response(request, 200, Map.of(), "")
                : response(request, 401, Map.of("WWW-Authenticate", List.of(challenge)), "");
    }

    private Response token(Request request) {
        String query = request.uri().getQuery();
        asked.add(request.method() + " " + query);
        String token = "t" + asked.size();
        valid.put("Bearer " + token, Scopes.parse(query.replace("scope=", "").replace('&', ' ')));
        return response(request, 200, Map.of(), "{\"token\":\"" + token + "\",\"expires_in\":300}");
    }

    private Response response(Request request, int status, Map<String, List<String>> headers, String text) {
        ResponseBody bytes = ResponseBody.of(text.getBytes(StandardCharsets.UTF_8));
        open++;
        return new Response(request.uri(), status, headers, new ResponseBody() {
            private boolean closed;

            @Override
            public ByteBuffer next() {
                return null;
            }

            @Override
            public byte[] readUpTo(int limit) throws java.io.IOException {
                close();
                return bytes.readUpTo(limit);
            }

            @Override
            public void close() {
                open -= closed ? 0 : 1;
                closed = true;
            }
        });
    }

    /** Forgets all tokens, as a registry that keeps them in memory does when it is started again. */
    void restart() {
        valid.clear();
    }

    void revoke(String token) {
        valid.remove("Bearer " + token);
    }

    void turn(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void sleep(Duration duration) {
        turn(duration);
    }

    @Override
    public double random() {
        return 0;
    }
}
