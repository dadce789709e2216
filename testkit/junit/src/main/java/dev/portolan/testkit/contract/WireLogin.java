package dev.portolan.testkit.contract;

import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.port.Credential;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers a registry's challenge: with Basic, or with a token from the realm that the registry names. */
final class WireLogin {
    private static final Pattern PARAMETER = Pattern.compile("(?<![a-z_])([a-z_]++)=\"([^\"]*+)\"");

    private final Optional<Credential> credential;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    WireLogin(Optional<Credential> credential) {
        this.credential = credential;
    }

    /** Returns the header that was accepted for such a request. */
    Optional<String> known(String scope) {
        return Optional.ofNullable(known.get(scope));
    }

    /** Returns the header that answers a challenge; empty where there is no answer. */
    Optional<String> answer(String scope, URI asked, Optional<String> challenge) {
        Optional<String> header = challenge.flatMap(text -> answer(asked, text));
        header.ifPresent(value -> known.put(scope, value));
        return header;
    }

    private Optional<String> answer(URI asked, String challenge) {
        if (credential.isPresent() && credential.get().kind() == Credential.Kind.BEARER_TOKEN) {
            return Optional.of("Bearer " + credential.get().secret());
        }
        String scheme =
                challenge.substring(0, Math.max(challenge.indexOf(' '), 0)).toLowerCase(Locale.ROOT);
        return scheme.equals("bearer") ? token(asked, challenge).map(token -> "Bearer " + token) : basic();
    }

    private Optional<String> basic() {
        return credential
                .filter(known -> known.kind() == Credential.Kind.PASSWORD)
                .map(known -> "Basic " + basic(known));
    }

    /** Returns a user name and password as Basic authentication encodes them. */
    static String basic(Credential password) {
        String pair = password.username() + ":" + password.secret();
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> token(URI asked, String challenge) {
        URI realm = null;
        StringBuilder query = new StringBuilder();
        Matcher parameters = PARAMETER.matcher(challenge);
        while (parameters.find()) {
            String value = parameters.group(2);
            switch (parameters.group(1)) {
                case "realm" -> realm = asked.resolve(value);
                case "service" -> append(query, "service", value);
                case "scope" -> append(query, "scope", value);
                default -> {}
            }
        }
        return realm == null || !mayLearn(asked, realm) ? Optional.empty() : fetch(realm, query.toString());
    }

    /** A password does not travel in the clear, except where the registry itself does not use TLS. */
    private static boolean mayLearn(URI asked, URI realm) {
        return "https".equals(realm.getScheme()) || "http".equals(asked.getScheme());
    }

    private static void append(StringBuilder query, String name, String value) {
        query.append(query.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    private Optional<String> fetch(URI realm, String query) {
        URI address = URI.create(realm + (realm.getRawQuery() == null ? "?" : "&") + query);
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        basic().ifPresent(header -> request.header("Authorization", header));
        HttpResponse<byte[]> response = Wire.exchange(request.build());
        if (response.statusCode() != 200) {
            return Optional.empty();
        }
        JsonObject answer = Json.parseObject(response.body());
        return answer.string("token").or(() -> answer.string("access_token"));
    }
}
