package dev.portolan.http.pipeline;

import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.ResponseBody;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Removes the secrets of a request from an error page: some servers repeat the request in it. */
final class Redaction {
    private static final String FIELD = "&refresh_token=";

    /** A configured header's value may be a secret; a shorter one is not, and would occur in many words. */
    private static final int SHORTEST = 8;

    /** The parameters of distribution-spec and of token services, which messages may repeat. */
    private static final Set<String> PUBLIC = Set.of(
            "account",
            "artifactType",
            "client_id",
            "digest",
            "digest-algorithm",
            "from",
            "last",
            "mount",
            "n",
            "ns",
            "scope",
            "service");

    private Redaction() {}

    /**
     * Returns the same answer, whose body must be in memory, without the secrets of the request.
     *
     * @param headers those that are configured for the host
     */
    static Response redact(Request request, Map<String, String> headers, Response response, int limit)
            throws IOException {
        List<String> secrets = secrets(request, headers);
        if (secrets.isEmpty()) {
            return response;
        }
        // Byte for byte and back, for any encoding.
        String text = new String(response.body().readUpTo(limit), StandardCharsets.ISO_8859_1);
        byte[] bytes = without(secrets, text).getBytes(StandardCharsets.ISO_8859_1);
        return response.with(ResponseBody.of(bytes));
    }

    /** Returns a text of a header, whose characters are bytes, without the secrets of the request. */
    static String redact(Request request, String text) {
        return without(secrets(request, Map.of()), text);
    }

    private static String without(List<String> secrets, String text) {
        String rest = text;
        for (String secret : secrets) {
            rest = rest.replace(
                    new String(secret.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1), "***");
        }
        return rest;
    }

    /** Returns the values in a query that may be a signature or the state of an upload. */
    private static List<String> signatures(URI uri) {
        List<String> values = new ArrayList<>();
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        for (String parameter : query.split("&")) {
            int equals = parameter.indexOf('=');
            String value = parameter.substring(equals + 1);
            if (equals > 0 && value.length() >= SHORTEST && !PUBLIC.contains(parameter.substring(0, equals))) {
                values.add(value);
                try {
                    values.add(URLDecoder.decode(value, StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    // it is not encoded
                }
            }
        }
        return values;
    }

    private static List<String> secrets(Request request, Map<String, String> headers) {
        List<String> secrets = new ArrayList<>();
        headers.values().stream().filter(value -> value.length() >= SHORTEST).forEach(secrets::add);
        String authorization = request.headers().getOrDefault("Authorization", "");
        String value = authorization.substring(authorization.indexOf(' ') + 1);
        secrets.add(value);
        if (authorization.startsWith("Basic ")) {
            String pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
            secrets.add(pair.substring(pair.indexOf(':') + 1));
        }
        secrets.addAll(signatures(request.uri()));
        request.body()
                .inMemory()
                .filter(body ->
                        request.headers().getOrDefault("Content-Type", "").equals("application/x-www-form-urlencoded"))
                .map(body -> StandardCharsets.UTF_8.decode(body.duplicate()).toString())
                .filter(form -> form.contains(FIELD))
                .map(form -> form.substring(form.indexOf(FIELD) + FIELD.length()))
                .ifPresent(secret -> {
                    secrets.add(secret);
                    secrets.add(URLDecoder.decode(secret, StandardCharsets.UTF_8));
                });
        secrets.removeIf(String::isEmpty);
        return secrets;
    }
}
