package dev.portolan.http.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.RequestBody;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.ResponseBody;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is left of an error page that repeats the request. */
class RedactionTest {
    private static final Request REQUEST =
            Request.of("POST", URI.create("https://sea.example/token"), "logging in", "sea.example");

    private static String page(Request request, Map<String, String> configured, String page) throws IOException {
        Response response =
                new Response(request.uri(), 400, Map.of(), ResponseBody.of(page.getBytes(StandardCharsets.ISO_8859_1)));
        byte[] left =
                Redaction.redact(request, configured, response, 1_000).body().readUpTo(1_000);
        return new String(left, StandardCharsets.ISO_8859_1);
    }

    @Test
    void a_configured_header_is_removed_if_it_is_long_enough_for_a_secret() throws IOException {
        Map<String, String> configured = Map.of("X-Gateway", "12345678", "X-Short", "1234567", "X-Word", "not");

        assertThat(page(REQUEST, configured, "12345678 is not 1234567")).isEqualTo("*** is not 1234567");
    }

    @Test
    void a_password_is_removed_as_it_is_and_as_it_was_sent() throws IOException {
        Request request = REQUEST.with("Authorization", "Basic c2FpbG9yOmFuY2hvcg==");

        assertThat(page(request, Map.of(), "sailor sent anchor as c2FpbG9yOmFuY2hvcg=="))
                .isEqualTo("sailor sent *** as ***");
    }

    @Test
    void an_identity_token_is_removed_as_it_is_and_as_it_was_sent() throws IOException {
        Request request = REQUEST.with("Content-Type", "application/x-www-form-urlencoded")
                .with(RequestBody.of("service=s&refresh_token=a%2Fb%3D".getBytes(StandardCharsets.UTF_8)));

        assertThat(page(request, Map.of(), "s: a%2Fb%3D is a/b=")).isEqualTo("s: *** is ***");
    }

    @Test
    void content_that_looks_like_a_form_is_no_secret() throws IOException {
        Request request = REQUEST.with("Content-Type", "application/json")
                .with(RequestBody.of("\"&refresh_token=tree\"".getBytes(StandardCharsets.UTF_8)));

        assertThat(page(request, Map.of(), "\"&refresh_token=tree\" is not JSON"))
                .isEqualTo("\"&refresh_token=tree\" is not JSON");
    }
}
