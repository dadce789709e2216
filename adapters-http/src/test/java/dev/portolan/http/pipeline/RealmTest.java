package dev.portolan.http.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.UnauthenticatedException;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.ResponseBody;
import dev.portolan.port.Credential;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which realms of a registry that speaks TLS are asked for tokens. */
class RealmTest {
    private static final Registry REGISTRY = new Registry("sea.example", () -> URI.create("https://sea.example"));

    private final List<Request> sent = new ArrayList<>();

    private void ask(String realm) {
        TokenService service = new TokenService(
                request -> {
                    sent.add(request);
                    byte[] json = "{\"token\":\"good\"}".getBytes(StandardCharsets.UTF_8);
                    return new Response(request.uri(), 200, Map.of(), ResponseBody.of(json));
                },
                Time.SYSTEM);
        List<Challenge> challenges = Challenge.parse(List.of("Bearer realm=\"" + realm + "\""));
        service.token(REGISTRY, challenges.get(0), Scopes.none(), Credential.password("sailor", "anchor"));
    }

    private void refused(String realm, String because) {
        assertThatThrownBy(() -> ask(realm))
                .isInstanceOf(UnauthenticatedException.class)
                .hasMessageContaining(because);
        assertThat(sent).isEmpty();
    }

    @Test
    void a_realm_with_tls_is_asked() {
        ask("https://login.example/token");

        assertThat(sent).singleElement().hasToString("GET https://login.example/token");
    }

    @Test
    void a_relative_realm_is_asked_with_tls() {
        ask("/token");

        assertThat(sent).singleElement().hasToString("GET https://sea.example/token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://sea.example/token",
                "HTTP://SEA.EXAMPLE/token",
                "http://sea.example:80/token",
                "http://sea.example:5000/token"
            })
    void a_realm_of_the_registry_itself_is_asked_with_tls(String realm) {
        ask(realm);

        assertThat(sent).singleElement().hasToString("GET https://sea.example/token");
    }

    @Test
    void a_realm_without_tls_is_not_asked() {
        refused("http://login.example/token", "plain http");
    }

    @Test
    void a_realm_that_is_not_a_web_address_is_not_asked() {
        refused("file:///etc/passwd", "not an http or https address");
    }
}
