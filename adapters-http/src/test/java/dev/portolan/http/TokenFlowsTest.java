package dev.portolan.http;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.portolan.http.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import dev.portolan.content.Content;
import dev.portolan.error.OciException;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Place;
import dev.portolan.model.Tag;
import dev.portolan.port.Credential;
import dev.portolan.port.Repository;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the well-known registries let clients in, request by request, and what such an exchange can hold. */
class TokenFlowsTest {
    private static final ImageManifest MANIFEST =
            ImageManifest.builder().artifactType("application/x.test").build();
    private static final Tag TAG = Tag.of("v1");
    private static final Credential SAILOR = Credential.password("sailor", "anchor");

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    @RegisterExtension
    final ScriptedRegistry service = new ScriptedRegistry();

    private static String basic(String user, String password) {
        String pair = user + ":" + password;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** A challenge with the token service's {@code /token} as its realm. */
    private String challenge(String more) {
        return "Bearer realm=\"" + service.at("/token") + "\"" + more;
    }

    private void serviceAnswers(String json) {
        service.on(WireMock.get(urlPathEqualTo("/token")).willReturn(okJson(json)));
    }

    private Repository open(Credential credential, String name) {
        return registry.repository(registry.transport(credential), name);
    }

    // ---- the registries that people use

    @Test
    void docker_hub_without_credentials() {
        registry.guard(
                challenge(",service=\"registry.docker.io\",scope=\"repository:library/alpine:pull\""),
                "Bearer hub",
                MANIFEST);
        serviceAnswers("{\"token\":\"hub\",\"access_token\":\"hub\",\"expires_in\":300,"
                + "\"issued_at\":\"2025-01-01T00:00:00Z\"}");

        open(Credential.anonymous(), "library/alpine").manifest(TAG);

        assertThat(registry.requests())
                .containsExactly(
                        "GET /v2/library/alpine/manifests/v1", "GET /v2/library/alpine/manifests/v1 <Bearer hub>");
        assertThat(service.requests())
                .containsExactly("GET /token?service=registry.docker.io&scope=repository:library/alpine:pull");
    }

    @Test
    void docker_hub_with_a_password() {
        registry.guard(
                challenge(",service=\"registry.docker.io\",scope=\"repository:sailor/tree:pull\""),
                "Bearer hub",
                MANIFEST);
        serviceAnswers("{\"token\":\"hub\",\"access_token\":\"hub\",\"expires_in\":300}");

        open(SAILOR, "sailor/tree").manifest(TAG);

        assertThat(registry.requests())
                .containsExactly("GET /v2/sailor/tree/manifests/v1", "GET /v2/sailor/tree/manifests/v1 <Bearer hub>");
        assertThat(service.requests())
                .containsExactly("GET /token?service=registry.docker.io&scope=repository:sailor/tree:pull <"
                        + basic("sailor", "anchor") + ">");
    }

    @Test
    void ghcr_whose_token_service_is_the_registry_itself_and_says_nothing_of_expiry() {
        registry.guard(
                "Bearer realm=\"" + registry.at("/token")
                        + "\",service=\"ghcr.io\",scope=\"repository:sailor/tree:pull\"",
                "Bearer Z2hjcg==",
                MANIFEST);
        registry.on(
                "GET", "/token?service=ghcr.io&scope=repository:sailor/tree:pull", okJson("{\"token\":\"Z2hjcg==\"}"));

        open(SAILOR, "sailor/tree").manifest(TAG);

        assertThat(registry.requests())
                .containsExactly(
                        "GET /v2/sailor/tree/manifests/v1",
                        "GET /token?service=ghcr.io&scope=repository:sailor/tree:pull <" + basic("sailor", "anchor")
                                + ">",
                        "GET /v2/sailor/tree/manifests/v1 <Bearer Z2hjcg==>");
    }

    @Test
    void ecr_which_takes_the_password_itself() {
        String password = basic("AWS", "eyJwYXlsb2FkIjoi");
        registry.guard("Basic realm=\"" + registry.at("/") + "\",service=\"ecr.amazonaws.com\"", password, MANIFEST);
        Repository repository = open(Credential.password("AWS", "eyJwYXlsb2FkIjoi"), "demo/tree");

        repository.manifest(TAG);
        repository.manifest(TAG);

        assertThat(registry.requests())
                .containsExactly(
                        "GET /v2/demo/tree/manifests/v1",
                        "GET /v2/demo/tree/manifests/v1 <" + password + ">",
                        "GET /v2/demo/tree/manifests/v1 <" + password + ">");
    }

    @Test
    void artifact_registry_with_a_short_lived_password() {
        registry.guard(
                "Bearer realm=\"" + registry.at("/v2/token")
                        + "\",service=\"us-docker.pkg.dev\",scope=\"repository:sea/ports/tree:pull\"",
                "Bearer gar",
                MANIFEST);
        registry.on(
                "GET",
                "/v2/token?service=us-docker.pkg.dev&scope=repository:sea/ports/tree:pull",
                okJson("{\"token\":\"gar\",\"expires_in\":43200,\"issued_at\":\"2025-01-01T00:00:00Z\"}"));

        open(Credential.password("oauth2accesstoken", "ya29.secret"), "sea/ports/tree")
                .manifest(TAG);

        assertThat(registry.requests())
                .containsExactly(
                        "GET /v2/sea/ports/tree/manifests/v1",
                        "GET /v2/token?service=us-docker.pkg.dev&scope=repository:sea/ports/tree:pull <"
                                + basic("oauth2accesstoken", "ya29.secret") + ">",
                        "GET /v2/sea/ports/tree/manifests/v1 <Bearer gar>");
    }

    @Test
    void acr_with_an_identity_token() {
        registry.guard(
                "Bearer realm=\"" + registry.at("/oauth2/token")
                        + "\",service=\"sea.azurecr.io\",scope=\"repository:demo/tree:pull\"",
                "Bearer acr",
                MANIFEST);
        registry.on("POST", "/oauth2/token", okJson("{\"access_token\":\"acr\"}"));

        open(Credential.identityToken("refresh+me/=="), "demo/tree").manifest(TAG);

        assertThat(registry.requests())
                .containsExactly(
                        "GET /v2/demo/tree/manifests/v1",
                        "POST /oauth2/token",
                        "GET /v2/demo/tree/manifests/v1 <Bearer acr>");
        assertThat(registry.received().get(1).getHeader("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(registry.received().get(1).getBodyAsString().split("&"))
                .containsExactlyInAnyOrder(
                        "grant_type=refresh_token",
                        "client_id=portolan",
                        "service=sea.azurecr.io",
                        "scope=repository:demo/tree:pull",
                        "refresh_token=refresh%2Bme/%3D%3D");
    }

    // ---- what an answer holds

    private void tokenIsFoundIn(String json) {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        serviceAnswers(json);

        assertThat(open(SAILOR, "demo/tree").manifest(TAG)).contains(MANIFEST);
    }

    @Test
    void a_token_is_taken_from_the_field_token() {
        tokenIsFoundIn("{\"token\":\"good\"}");
    }

    @Test
    void a_token_is_taken_from_the_field_access_token() {
        tokenIsFoundIn("{\"access_token\":\"good\"}");
    }

    @Test
    void an_empty_token_beside_an_access_token_does_not_count() {
        tokenIsFoundIn("{\"token\":\"\",\"access_token\":\"good\"}");
    }

    @Test
    void an_answer_without_a_token_is_an_error() {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        serviceAnswers("{\"message\":\"ahoy\"}");

        assertThatThrownBy(() -> open(SAILOR, "demo/tree").manifest(TAG))
                .isInstanceOf(UnauthenticatedException.class)
                .hasMessageContaining("answered without a token");
    }

    // ---- how long a token lives

    /** How many tokens are asked for when a manifest is fetched now and after so much time. */
    private int tokensAfter(String json, Duration time) {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        serviceAnswers(json);
        Repository repository = open(SAILOR, "demo/tree");
        repository.manifest(TAG);
        registry.time.turn(time);
        repository.manifest(TAG);
        return service.requests().size();
    }

    @Test
    void a_token_is_used_while_it_lives() {
        assertThat(tokensAfter("{\"token\":\"good\",\"expires_in\":300}", Duration.ofSeconds(269)))
                .isOne();
    }

    @Test
    void a_token_is_renewed_a_little_early_because_clocks_differ() {
        assertThat(tokensAfter("{\"token\":\"good\",\"expires_in\":300}", Duration.ofSeconds(271)))
                .isEqualTo(2);
    }

    @Test
    void a_token_without_expiry_is_used_within_a_minute() {
        assertThat(tokensAfter("{\"token\":\"good\"}", Duration.ofSeconds(40))).isOne();
    }

    @Test
    void a_token_without_expiry_is_not_used_after_a_minute() {
        assertThat(tokensAfter("{\"token\":\"good\"}", Duration.ofSeconds(60))).isEqualTo(2);
    }

    @Test
    void an_expired_token_is_renewed_before_it_is_refused() {
        tokensAfter("{\"token\":\"good\"}", Duration.ofSeconds(60));

        assertThat(registry.requests())
                .containsExactly(
                        "GET /v2/demo/tree/manifests/v1",
                        "GET /v2/demo/tree/manifests/v1 <Bearer good>",
                        "GET /v2/demo/tree/manifests/v1 <Bearer good>");
    }

    @Test
    void a_token_that_is_refused_before_its_time_is_renewed_once() {
        registry.guard(challenge(""), "Bearer second", MANIFEST);
        service.on(
                "GET",
                "/token?scope=repository:demo/tree:pull",
                okJson("{\"token\":\"first\"}"),
                okJson("{\"token\":\"second\"}"));
        Repository repository = open(SAILOR, "demo/tree");

        assertThatThrownBy(() -> repository.manifest(TAG)).isInstanceOf(UnauthenticatedException.class);
        assertThat(repository.manifest(TAG)).contains(MANIFEST);
        assertThat(service.requests()).hasSize(2);
    }

    @Test
    void sixteen_threads_with_one_expired_token_ask_for_one() throws Exception {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        service.on(WireMock.get(urlPathEqualTo("/token"))
                .willReturn(okJson("{\"token\":\"good\"}").withFixedDelay(100)));
        Repository repository = open(SAILOR, "demo/tree");
        repository.manifest(TAG);
        registry.time.turn(Duration.ofMinutes(2));

        CyclicBarrier start = new CyclicBarrier(16);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<Optional<?>>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                all.add(threads.submit(() -> {
                    start.await();
                    return repository.manifest(TAG);
                }));
            }
            for (Future<Optional<?>> one : all) {
                assertThat(one.get()).isPresent();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(service.requests()).hasSize(2);
        assertThat(registry.requests()).filteredOn(line -> !line.contains("<")).hasSize(1);
    }

    // ---- scopes

    @Test
    void a_push_asks_for_pull_and_push_together() {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        serviceAnswers("{\"token\":\"good\"}");

        open(SAILOR, "demo/tree").put(TAG, MANIFEST);

        assertThat(service.requests())
                .singleElement()
                .asString()
                .startsWith("GET /token?scope=repository:demo/tree:pull%2Cpush <");
    }

    @Test
    void the_question_for_a_blob_and_its_upload_share_a_token() {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        serviceAnswers("{\"token\":\"good\"}");
        Repository repository = open(SAILOR, "demo/tree");

        repository.stat(MANIFEST.digest());
        assertThatThrownBy(() -> repository.write(Descriptor.of("text/plain", new byte[1]), Content.of(new byte[1])));

        assertThat(service.requests()).hasSize(1);
    }

    @Test
    void a_scope_of_unknown_form_is_asked_for_as_it_stands() {
        registry.guard(challenge(",scope=\"aws\""), "Bearer good", MANIFEST);
        serviceAnswers("{\"token\":\"good\"}");

        open(Credential.anonymous(), "demo/tree").manifest(TAG);

        assertThat(service.requests()).containsExactly("GET /token?scope=repository:demo/tree:pull&scope=aws");
    }

    @Test
    void several_scopes_are_asked_for_one_by_one_the_one_that_is_needed_first() {
        registry.guard(
                challenge(",scope=\"repository:demo/other:pull repository:demo/tree:pull\""), "Bearer good", MANIFEST);
        serviceAnswers("{\"token\":\"good\"}");

        open(Credential.anonymous(), "demo/tree").manifest(TAG);

        assertThat(service.requests())
                .containsExactly("GET /token?scope=repository:demo/tree:pull&scope=repository:demo/other:pull");
    }

    @Test
    void each_parameter_is_encoded() {
        registry.guard(challenge(",service=\"a b&c=d\""), "Bearer good", MANIFEST);
        serviceAnswers("{\"token\":\"good\"}");

        open(Credential.anonymous(), "demo/tree").manifest(TAG);

        assertThat(service.requests())
                .containsExactly("GET /token?service=a%20b%26c%3Dd&scope=repository:demo/tree:pull");
    }

    // ---- realms

    @Test
    void a_realm_keeps_its_own_query() {
        registry.guard(
                "Bearer realm=\"" + service.at("/token?account=sea&x=%2F") + "\",service=\"s\"",
                "Bearer good",
                MANIFEST);
        serviceAnswers("{\"token\":\"good\"}");

        open(Credential.anonymous(), "demo/tree").manifest(TAG);

        assertThat(service.requests())
                .containsExactly("GET /token?account=sea&x=%2F&service=s&scope=repository:demo/tree:pull");
    }

    @Test
    void a_relative_realm_is_at_the_registry() {
        registry.guard("Bearer realm=\"/auth/token\"", "Bearer good", MANIFEST);
        registry.on("GET", "/auth/token?scope=repository:demo/tree:pull", okJson("{\"token\":\"good\"}"));

        assertThat(open(Credential.anonymous(), "demo/tree").manifest(TAG)).contains(MANIFEST);
    }

    @Test
    void the_challenge_may_be_one_of_several_in_one_header() {
        registry.guard("Negotiate, " + challenge(",service=\"a, b\"") + ", Basic realm=\"x\"", "Bearer good", MANIFEST);
        serviceAnswers("{\"token\":\"good\"}");

        open(SAILOR, "demo/tree").manifest(TAG);

        assertThat(service.requests())
                .containsExactly("GET /token?service=a%2C%20b&scope=repository:demo/tree:pull <"
                        + basic("sailor", "anchor") + ">");
    }

    // ---- identity tokens

    private void identityTokenAfter(ResponseDefinitionBuilder answerToPost) {
        registry.guard(challenge(",service=\"s\""), "Bearer good", MANIFEST);
        service.on("POST", "/token", answerToPost);
        serviceAnswers("{\"token\":\"good\"}");

        assertThat(open(Credential.identityToken("refresh"), "demo/tree").manifest(TAG))
                .contains(MANIFEST);
        assertThat(service.requests())
                .containsExactly(
                        "POST /token",
                        "GET /token?service=s&scope=repository:demo/tree:pull <" + basic("", "refresh") + ">");
    }

    @Test
    void where_the_service_does_not_know_post_an_identity_token_is_sent_with_get() {
        identityTokenAfter(status(405));
    }

    @Test
    void where_the_service_does_not_find_post_an_identity_token_is_sent_with_get() {
        identityTokenAfter(status(404));
    }

    @Test
    void an_identity_token_that_is_refused_is_not_tried_otherwise() {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        service.on("POST", "/token", status(401));

        assertThatThrownBy(() ->
                        open(Credential.identityToken("refresh"), "demo/tree").manifest(TAG))
                .isInstanceOf(UnauthenticatedException.class);
        assertThat(service.requests()).containsExactly("POST /token");
    }

    // ---- who sees credentials

    @Test
    void credentials_go_to_the_realm_that_their_own_host_named_and_nowhere_else() {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        serviceAnswers("{\"token\":\"good\"}");
        ScriptedRegistry other = new ScriptedRegistry();
        other.start();
        try {
            other.guard("Bearer realm=\"/token\"", "Bearer other", MANIFEST);
            other.on("GET", "/token?scope=repository:demo/tree:pull", okJson("{\"token\":\"other\"}"));
            Map<String, Credential> known =
                    Map.of(registry.host(), SAILOR, other.host(), Credential.password("pilot", "compass"));
            HttpTransport transport = registry.transport(
                    HttpTransport.builder().credentials((host, repository) -> Optional.ofNullable(known.get(host))));

            registry.repository(transport, "demo/tree").manifest(TAG);
            transport.open(Place.parse(other.host() + "/demo/tree")).manifest(TAG);

            assertThat(service.requests()).singleElement().asString().endsWith("<" + basic("sailor", "anchor") + ">");
            assertThat(other.requests())
                    .containsExactly(
                            "GET /v2/demo/tree/manifests/v1",
                            "GET /token?scope=repository:demo/tree:pull <" + basic("pilot", "compass") + ">",
                            "GET /v2/demo/tree/manifests/v1 <Bearer other>");
        } finally {
            other.stop();
        }
    }

    @Test
    void a_token_service_that_redirects_to_another_host_takes_no_password_there() {
        registry.guard("Bearer realm=\"/token\"", "Bearer good", MANIFEST);
        registry.on(
                "GET",
                "/token?scope=repository:demo/tree:pull",
                status(307).withHeader("Location", service.at("/elsewhere")));
        service.on("GET", "/elsewhere", status(401));

        assertThatThrownBy(() -> open(SAILOR, "demo/tree").manifest(TAG)).isInstanceOf(UnauthenticatedException.class);
        assertThat(service.requests()).containsExactly("GET /elsewhere");
    }

    @Test
    void a_token_service_that_redirects_to_another_host_takes_no_identity_token_there() {
        registry.guard("Bearer realm=\"/token\"", "Bearer good", MANIFEST);
        registry.on("POST", "/token", status(307).withHeader("Location", service.at("/elsewhere")));
        service.on("POST", "/elsewhere", okJson("{\"token\":\"good\"}"));

        assertThatThrownBy(() ->
                        open(Credential.identityToken("refresh"), "demo/tree").manifest(TAG))
                .isInstanceOf(OciException.class)
                .hasMessageContaining("secrets are not sent after it");
        assertThat(service.requests()).isEmpty();
    }
}
