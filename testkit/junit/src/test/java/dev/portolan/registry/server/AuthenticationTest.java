package dev.portolan.registry.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.ImageManifest;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AuthenticationTest {

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static RegistryServer server(Authentication authentication) {
        RegistryServer server =
                RegistryServer.builder().authentication(authentication).start();
        Demo.fill(server);
        return server;
    }

    private static String token(Http http, String scope, String... headers) {
        HttpResponse<byte[]> answer = http.get(
                "/token?service=portolan-registry&scope=" + URLEncoder.encode(scope, StandardCharsets.UTF_8), headers);
        assertThat(answer.statusCode()).isEqualTo(200);
        return json(answer).requiredString("token");
    }

    private static JsonObject json(HttpResponse<byte[]> answer) {
        return Json.parseObject(answer.body());
    }

    private static HttpResponse<byte[]> bearing(Http http, String method, String path, String token) {
        return http.send(method, path, new byte[0], "Authorization", "Bearer " + token);
    }

    @Test
    void without_a_password_basic_authentication_is_requested() {
        try (RegistryServer server = server(Authentication.basic("alice", "secret"))) {
            HttpResponse<byte[]> answer = new Http(server).get("/v2/");

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(Http.header(answer, "WWW-Authenticate")).startsWith("Basic realm=");
            assertThat(Http.text(answer)).contains("UNAUTHORIZED");
        }
    }

    @Test
    void the_right_password_is_accepted_and_a_wrong_one_refused() {
        try (RegistryServer server = server(Authentication.basic("alice", "pass:word"))) {
            Http http = new Http(server);

            assertThat(http.get(Demo.MANIFEST, "Authorization", basic("alice", "pass:word"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(http.get(Demo.MANIFEST, "Authorization", basic("alice", "password"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(http.get(Demo.MANIFEST, "Authorization", "Basic !!!").statusCode())
                    .isEqualTo(401);
            assertThat(http.get(Demo.MANIFEST, "Authorization", "Bearer x").statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void a_user_may_do_only_what_was_permitted() {
        Authentication readOnly = Authentication.basic("alice", "secret").user("ci", "hook", "demo/*:pull");
        try (RegistryServer server = server(readOnly)) {
            Http http = new Http(server);

            assertThat(http.get(Demo.MANIFEST, "Authorization", basic("ci", "hook"))
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<byte[]> push = http.send(
                    "POST", "/v2/demo/tree/blobs/uploads/", new byte[0], "Authorization", basic("ci", "hook"));
            assertThat(push.statusCode()).isEqualTo(403);
            assertThat(Http.text(push)).contains("DENIED");
            assertThat(http.get("/v2/other/tags/list", "Authorization", basic("ci", "hook"))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void a_fixed_token_is_accepted() {
        try (RegistryServer server = server(Authentication.bearer("fixed"))) {
            Http http = new Http(server);

            assertThat(bearing(http, "GET", Demo.MANIFEST, "fixed").statusCode())
                    .isEqualTo(200);
            assertThat(bearing(http, "GET", Demo.MANIFEST, "other").statusCode())
                    .isEqualTo(401);
            assertThat(http.get(Demo.MANIFEST).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void the_challenge_names_realm_service_and_scope() {
        try (RegistryServer server = server(Authentication.token().user("alice", "secret"))) {
            HttpResponse<byte[]> pull = new Http(server).get(Demo.MANIFEST);
            HttpResponse<byte[]> push = new Http(server)
                    .send("POST", "/v2/demo/tree/blobs/uploads/?mount=sha256:" + "0".repeat(64) + "&from=demo/base");

            assertThat(Http.header(pull, "WWW-Authenticate"))
                    .isEqualTo("Bearer realm=\"" + server.address() + "/token\",service=\"portolan-registry\","
                            + "scope=\"repository:demo/tree:pull\"");
            assertThat(Http.header(push, "WWW-Authenticate"))
                    .contains("scope=\"repository:demo/tree:pull,push repository:demo/base:pull\"");
        }
    }

    @Test
    void a_token_is_valid_only_for_its_scope() {
        try (RegistryServer server = server(Authentication.token().user("alice", "secret"))) {
            Http http = new Http(server);
            String token = token(http, "repository:demo/tree:pull", "Authorization", basic("alice", "secret"));

            assertThat(bearing(http, "GET", Demo.MANIFEST, token).statusCode()).isEqualTo(200);
            HttpResponse<byte[]> push = bearing(http, "POST", "/v2/demo/tree/blobs/uploads/", token);
            assertThat(push.statusCode()).isEqualTo(401);
            assertThat(Http.header(push, "WWW-Authenticate")).contains("error=\"insufficient_scope\"");
            assertThat(bearing(http, "GET", "/v2/other/tags/list", token).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void several_scopes_come_with_one_token() {
        try (RegistryServer server = server(Authentication.token().user("alice", "secret"))) {
            Http http = new Http(server);
            String token = token(
                    http,
                    "repository:demo/tree:pull repository:other:pull,push registry:catalog:*",
                    "Authorization",
                    basic("alice", "secret"));

            assertThat(bearing(http, "GET", Demo.MANIFEST, token).statusCode()).isEqualTo(200);
            assertThat(bearing(http, "POST", "/v2/other/blobs/uploads/", token).statusCode())
                    .isEqualTo(202);
            assertThat(bearing(http, "GET", "/v2/_catalog", token).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anonymous_permissions_apply_to_everyone() {
        try (RegistryServer server =
                server(Authentication.token().user("alice", "secret").anonymous("demo/*:pull"))) {
            Http http = new Http(server);

            String token = token(http, "repository:demo/tree:pull,push");

            assertThat(bearing(http, "GET", Demo.MANIFEST, token).statusCode()).isEqualTo(200);
            assertThat(bearing(http, "POST", "/v2/demo/tree/blobs/uploads/", token)
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void wrong_credentials_get_no_token() {
        try (RegistryServer server = server(Authentication.token().user("alice", "secret"))) {
            HttpResponse<byte[]> answer =
                    new Http(server).get("/token?scope=x", "Authorization", basic("alice", "wrong"));

            assertThat(answer.statusCode()).isEqualTo(401);
        }
    }

    @Test
    void a_token_expires() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2025-01-01T00:00:00Z"));
        Authentication short5 = Authentication.token()
                .user("alice", "secret")
                .lifetime(Duration.ofSeconds(5))
                .clock(now::get);
        try (RegistryServer server = server(short5)) {
            Http http = new Http(server);
            String token = token(http, "repository:demo/tree:pull", "Authorization", basic("alice", "secret"));
            now.set(now.get().plusSeconds(4));
            assertThat(bearing(http, "GET", Demo.MANIFEST, token).statusCode()).isEqualTo(200);

            now.set(now.get().plusSeconds(1));

            HttpResponse<byte[]> expired = bearing(http, "GET", Demo.MANIFEST, token);
            assertThat(expired.statusCode()).isEqualTo(401);
            assertThat(Http.header(expired, "WWW-Authenticate")).contains("error=\"invalid_token\"");
        }
    }

    @Test
    void tokens_can_be_revoked() {
        try (RegistryServer server = server(Authentication.token().user("alice", "secret"))) {
            Http http = new Http(server);
            String token = token(http, "repository:demo/tree:pull", "Authorization", basic("alice", "secret"));

            server.revokeTokens();

            assertThat(bearing(http, "GET", Demo.MANIFEST, token).statusCode()).isEqualTo(401);
        }
    }

    private static HttpResponse<byte[]> post(Http http, String form) {
        return http.send(
                "POST",
                "/token",
                form.getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    @Test
    void a_refresh_token_is_given_and_exchanged() {
        Authentication refreshing =
                Authentication.token().user("alice", "secret").refreshTokens(true);
        try (RegistryServer server = server(refreshing)) {
            Http http = new Http(server);
            HttpResponse<byte[]> first =
                    http.get("/token?offline_token=true", "Authorization", basic("alice", "secret"));
            String refresh = json(first).requiredString("refresh_token");

            HttpResponse<byte[]> second = post(
                    http, "grant_type=refresh_token&refresh_token=" + refresh + "&scope=repository:demo/tree:pull");

            String token = json(second).requiredString("access_token");
            assertThat(bearing(http, "GET", Demo.MANIFEST, token).statusCode()).isEqualTo(200);
            assertThat(post(http, "grant_type=refresh_token&refresh_token=made-up")
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void a_password_is_exchanged_by_POST() {
        try (RegistryServer server = server(Authentication.token().user("alice", "se&cret"))) {
            Http http = new Http(server);

            HttpResponse<byte[]> answer = post(
                    http, "grant_type=password&username=alice&password=se%26cret&scope=repository%3Ademo/tree%3Apull");

            assertThat(bearing(http, "GET", Demo.MANIFEST, json(answer).requiredString("access_token"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void older_token_endpoints_know_only_GET_and_other_fields() {
        Authentication older = Authentication.token()
                .user("alice", "secret")
                .postAllowed(false)
                .expiresIn(false)
                .field(Authentication.TokenField.ACCESS_TOKEN);
        try (RegistryServer server = server(older)) {
            Http http = new Http(server);

            assertThat(post(http, "grant_type=password&username=alice&password=secret")
                            .statusCode())
                    .isEqualTo(405);
            JsonObject answer = json(http.get("/token", "Authorization", basic("alice", "secret")));
            assertThat(answer.members()).containsOnlyKeys("access_token");
        }
    }

    @Test
    void no_secret_shows_in_the_text_of_an_authentication() {
        assertThat(Authentication.basic("alice", "hunter2").toString())
                .contains("alice")
                .doesNotContain("hunter2");
        assertThat(Authentication.bearer("hunter2").toString()).doesNotContain("hunter2");
    }

    private static String mountPath(ImageManifest artifact) {
        return "/v2/mine/copy/blobs/uploads/?mount=" + artifact.layers().get(0).digest();
    }

    @Test
    void a_blob_of_an_inaccessible_repository_is_not_mounted_by_its_digest() {
        Authentication users = Authentication.basic("alice", "secret").user("bob", "hook", "mine/*:pull,push");
        try (RegistryServer server =
                RegistryServer.builder().authentication(users).start()) {
            String mount = mountPath(Demo.fill(server));
            Http http = new Http(server);

            assertThat(http.send("POST", mount, new byte[0], "Authorization", basic("bob", "hook"))
                            .statusCode())
                    .isEqualTo(202);
            assertThat(http.send("POST", mount, new byte[0], "Authorization", basic("alice", "secret"))
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void a_mount_needs_a_token_with_pull_access_to_the_source() {
        try (RegistryServer server = RegistryServer.builder()
                .authentication(Authentication.token().user("alice", "secret"))
                .start()) {
            String mount = mountPath(Demo.fill(server));
            Http http = new Http(server);
            String push = "repository:mine/copy:pull,push";
            String blind = token(http, push, "Authorization", basic("alice", "secret"));
            String seeing = token(http, push + " repository:demo/tree:pull", "Authorization", basic("alice", "secret"));

            assertThat(bearing(http, "POST", mount, blind).statusCode()).isEqualTo(202);
            assertThat(bearing(http, "POST", mount, seeing).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void a_star_means_all_permitted_actions() {
        Authentication users = Authentication.token().user("ci", "hook", "demo/*:pull,push");
        try (RegistryServer server = server(users)) {
            Http http = new Http(server);
            String token = token(http, "repository:demo/tree:*", "Authorization", basic("ci", "hook"));

            assertThat(bearing(http, "GET", Demo.MANIFEST, token).statusCode()).isEqualTo(200);
            assertThat(bearing(http, "POST", "/v2/demo/tree/blobs/uploads/", token)
                            .statusCode())
                    .isEqualTo(202);
            assertThat(bearing(http, "DELETE", Demo.MANIFEST, token).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void the_scheme_is_read_in_upper_and_lower_case() {
        try (RegistryServer server = server(Authentication.bearer("fixed"))) {
            assertThat(new Http(server)
                            .get(Demo.MANIFEST, "Authorization", "bearer fixed")
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
