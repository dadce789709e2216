package dev.portolan.http.pipeline;

import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.ResponseBody;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Takes out of an error page what the request held in secret: some servers repeat in it what they were sent. */
final class Redaction {
    private static final String FIELD = "&refresh_token=";

    private Redaction() {}

    /** The same answer, whose body must be in memory, without the secrets of the request. */
    static Response redact(Request request, Response response, int limit) throws IOException {
        List<String> secrets = secrets(request);
        if (secrets.isEmpty()) {
            return response;
        }
        // Byte for byte and back, whatever the encoding is.
        String text = new String(response.body().readUpTo(limit), StandardCharsets.ISO_8859_1);
        for (String secret : secrets) {
            text = text.replace(
                    new String(secret.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1), "***");
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return response.with(ResponseBody.of(bytes));
    }

    private static List<String> secrets(Request request) {
        List<String> secrets = new ArrayList<>();
        String authorization = request.headers().getOrDefault("Authorization", "");
        String value = authorization.substring(authorization.indexOf(' ') + 1);
        secrets.add(value);
        if (authorization.startsWith("Basic ")) {
            String pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
            secrets.add(pair.substring(pair.indexOf(':') + 1));
        }
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
