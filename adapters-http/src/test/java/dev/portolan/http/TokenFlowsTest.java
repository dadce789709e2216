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
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import dev.portolan.port.Mounts;
import dev.portolan.port.Repository;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void ghcr_with_its_own_token_service_and_no_expiry() {
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
    void ecr_with_a_password() {
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"token\":\"good\\n\"}",
                "{\"token\":\"good\\r\\n\"}",
                "{\"access_token\":\"\\t good \\n\\n\"}",
                "{\"token\":\" \\n\",\"access_token\":\"good\"}",
                "{\"token\":null,\"access_token\":\"good\\n\"}"
            })
    void white_space_around_a_token_is_ignored(String json) {
        tokenIsFoundIn(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"good\n", "good\r\n", " good "})
    void white_space_around_the_users_token_is_ignored(String token) {
        registry.guard(challenge(""), "Bearer good", MANIFEST);

        assertThat(open(Credential.bearerToken(token), "demo/tree").manifest(TAG))
                .contains(MANIFEST);
    }

    @Test
    void an_empty_token_next_to_an_access_token_is_ignored() {
        tokenIsFoundIn("{\"token\":\"\",\"access_token\":\"good\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"300\"", "-1", "0", "0.5", "1e400", "99999999999999999999", "null", "{}", "true"})
    void a_malformed_lifetime_counts_as_none(String life) {
        assertThat(tokensAfter(
                        "{\"token\":\"good\",\"expires_in\":" + life + ",\"issued_at\":\"1970-01-01T00:00:00Z\"}",
                        Duration.ofSeconds(60)))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "<html>",
                "{\"token\":1}",
                "{\"token\":\"a b\"}",
                "{\"token\":\"a\\r\\nX-Evil: 1\"}",
                "{\"token\":\"ä\"}",
                "{\"token\":\"a\\u007f\"}",
                "{\"token\":\"\",\"access_token\":\"\"}",
                "{\"token\":\"a\",\"token\":\"b\"}"
            })
    void a_malformed_response_is_a_typed_error(String answer) {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        serviceAnswers(answer);

        assertThatThrownBy(() -> open(SAILOR, "demo/tree").manifest(TAG))
                .isInstanceOf(UnauthenticatedException.class)
                .hasMessageContaining("the response of the token service");
    }

    @Test
    void a_response_that_is_too_large_is_a_typed_error() {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        serviceAnswers("{\"token\":\"" + "x".repeat(9 << 20) + "\"}");

        assertThatThrownBy(() -> open(SAILOR, "demo/tree").manifest(TAG)).isInstanceOf(UnauthenticatedException.class);
    }

    @Test
    void a_response_without_a_token_is_an_error() {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        serviceAnswers("{\"message\":\"ahoy\"}");

        assertThatThrownBy(() -> open(SAILOR, "demo/tree").manifest(TAG))
                .isInstanceOf(UnauthenticatedException.class)
                .hasMessageContaining("logging in with http://")
                .hasMessageContaining("the response of the token service has no token; check which address");
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
    void a_token_is_used_while_it_is_valid() {
        assertThat(tokensAfter("{\"token\":\"good\",\"expires_in\":300}", Duration.ofSeconds(269)))
                .isOne();
    }

    @Test
    void a_token_is_renewed_early_because_clocks_differ() {
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

        inParallel(16, () -> repository.manifest(TAG));

        assertThat(service.requests()).hasSize(2);
        assertThat(registry.requests()).filteredOn(line -> !line.contains("<")).hasSize(1);
    }

    private static void inParallel(int number, Callable<Optional<?>> request) throws Exception {
        CyclicBarrier start = new CyclicBarrier(number);
        ExecutorService threads = Executors.newFixedThreadPool(number);
        try {
            List<Future<Optional<?>>> all = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                all.add(threads.submit(() -> {
                    start.await();
                    return request.call();
                }));
            }
            for (Future<Optional<?>> one : all) {
                assertThat(one.get()).isPresent();
            }
        } finally {
            threads.shutdownNow();
        }
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
    void the_check_of_a_blob_and_its_upload_share_a_token() {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        serviceAnswers("{\"token\":\"good\"}");
        Repository repository = open(SAILOR, "demo/tree");

        repository.stat(MANIFEST.digest());
        assertThatThrownBy(() -> repository.write(Descriptor.of("text/plain", new byte[1]), Content.of(new byte[1])));

        assertThat(service.requests()).hasSize(1);
    }

    @Test
    void the_check_of_a_manifest_and_its_upload_share_a_token() {
        registry.guard(challenge(",scope=\"repository:demo/tree:pull\""), "Bearer good", MANIFEST);
        serviceAnswers("{\"token\":\"good\"}");
        Repository repository = open(SAILOR, "demo/tree");

        repository.resolve(TAG);
        repository.put(TAG, MANIFEST);

        assertThat(service.requests())
                .singleElement()
                .asString()
                .startsWith("GET /token?scope=repository:demo/tree:pull%2Cpush <");
    }

    @Test
    void an_anonymous_client_asks_for_pull_only() {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        serviceAnswers("{\"token\":\"good\"}");
        Repository repository = open(Credential.anonymous(), "demo/tree");

        repository.resolve(TAG);
        repository.stat(MANIFEST.digest());
        repository.manifest(TAG);

        assertThat(service.requests()).containsExactly("GET /token?scope=repository:demo/tree:pull");
    }

    @Test
    void a_pull_asks_for_pull_only() {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        serviceAnswers("{\"token\":\"good\"}");

        open(SAILOR, "demo/tree").manifest(TAG);

        assertThat(service.requests())
                .singleElement()
                .asString()
                .startsWith("GET /token?scope=repository:demo/tree:pull <");
    }

    @Test
    void if_the_service_denies_push_only_pull_is_requested() {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        service.on(WireMock.get(urlPathEqualTo("/token")).willReturn(status(403)));
        service.on(WireMock.get(urlPathEqualTo("/token"))
                .withQueryParam("scope", WireMock.equalTo("repository:demo/tree:pull"))
                .willReturn(okJson("{\"token\":\"good\"}")));
        Repository repository = open(SAILOR, "demo/tree");

        assertThat(repository.resolve(TAG)).isPresent();
        assertThat(repository.stat(MANIFEST.digest())).isPresent();

        assertThat(service.requests()).hasSize(2);
    }

    @Test
    void a_mount_asks_for_both_repositories_and_names_the_target_first() {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        serviceAnswers("{\"token\":\"good\"}");
        HttpTransport transport = registry.transport(SAILOR);

        registry.repository(transport, "demo/tree")
                .capability(Mounts.class)
                .orElseThrow()
                .mountOrWrite(
                        Descriptor.of("text/plain", new byte[1]),
                        registry.repository(transport, "demo/from"),
                        Content.of(new byte[1]));

        assertThat(service.requests())
                .first()
                .asString()
                .startsWith("GET /token?scope=repository:demo/tree:pull%2Cpush&scope=repository:demo/from:pull <");
    }

    @Test
    void a_service_that_gives_no_token_for_two_repositories_is_asked_for_one() {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        service.on(WireMock.get(urlPathEqualTo("/token")).willReturn(status(403)));
        service.on(WireMock.get(WireMock.urlEqualTo("/token?scope=repository:demo/tree:pull%2Cpush"))
                .willReturn(okJson("{\"token\":\"good\"}")));
        HttpTransport transport = registry.transport(SAILOR);
        Repository target = registry.repository(transport, "demo/tree");

        assertThat(target.capability(Mounts.class)
                        .orElseThrow()
                        .canMountFrom(registry.repository(transport, "demo/from")))
                .isTrue();

        assertThat(target.resolve(TAG)).isPresent();
        assertThat(target.stat(MANIFEST.digest())).isPresent();
        assertThat(service.requests()).hasSize(2);
    }

    @Test
    void many_first_requests_cost_one_challenge_and_one_token() throws Exception {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        serviceAnswers("{\"token\":\"good\"}");
        Repository repository = open(SAILOR, "demo/tree");

        inParallel(8, () -> repository.manifest(TAG));

        assertThat(registry.requests()).filteredOn(line -> !line.contains("<")).hasSize(1);
        assertThat(service.requests()).hasSize(1);
    }

    @Test
    void a_scope_that_is_too_long_is_not_repeated() {
        registry.guard(challenge(",scope=\"" + "x".repeat(6000) + "\""), "Bearer good", MANIFEST);
        serviceAnswers("{\"token\":\"good\"}");

        assertThat(open(Credential.anonymous(), "demo/tree").manifest(TAG)).contains(MANIFEST);
        assertThat(service.requests()).containsExactly("GET /token?scope=repository:demo/tree:pull");
    }

    // ---- credentials that change

    /** A source that keeps what it gave until it is told that it was refused, as credential helpers are asked. */
    private static final class Keeper implements CredentialSource {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private volatile Credential newest;
        private volatile Credential kept;

        Keeper(Credential first) {
            newest = first;
            kept = first;
        }

        void rotate(Credential next) {
            newest = next;
        }

        @Override
        public Optional<Credential> credential(String host, String repository) {
            return Optional.of(kept);
        }

        @Override
        public void refused(String host, String repository) {
            told.add(repository);
            kept = newest;
        }
    }

    private Repository open(CredentialSource source) {
        return registry.repository(registry.transport(HttpTransport.builder().credentials(source)), "demo/tree");
    }

    @Test
    void a_changed_password_is_found_when_the_old_one_is_refused() {
        registry.guard("Basic realm=\"x\"", basic("sailor", "new"), MANIFEST);
        Keeper keeper = new Keeper(Credential.password("sailor", "old"));
        keeper.rotate(Credential.password("sailor", "new"));

        assertThat(open(keeper).manifest(TAG)).contains(MANIFEST);
        assertThat(keeper.told).containsExactly("demo/tree");
    }

    @Test
    void a_changed_password_is_found_when_the_token_service_refuses_the_old_one() {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        service.on(WireMock.get(urlPathEqualTo("/token")).willReturn(status(401)));
        service.on(WireMock.get(urlPathEqualTo("/token"))
                .withHeader("Authorization", WireMock.equalTo(basic("sailor", "new")))
                .willReturn(okJson("{\"token\":\"good\"}")));
        Keeper keeper = new Keeper(Credential.password("sailor", "old"));
        keeper.rotate(Credential.password("sailor", "new"));

        assertThat(open(keeper).manifest(TAG)).contains(MANIFEST);
        assertThat(keeper.told).containsExactly("demo/tree");
    }

    @Test
    void a_changed_bearer_token_is_found_when_the_old_one_is_refused() {
        registry.guard("Bearer realm=\"/token\"", "Bearer new", MANIFEST);
        Keeper keeper = new Keeper(Credential.bearerToken("old"));
        keeper.rotate(Credential.bearerToken("new"));

        assertThat(open(keeper).manifest(TAG)).contains(MANIFEST);
    }

    @Test
    void a_password_that_is_changed_later_works_on_the_next_try() {
        registry.guard("Basic realm=\"x\"", basic("sailor", "new"), MANIFEST);
        Keeper keeper = new Keeper(Credential.password("sailor", "old"));
        Repository repository = open(keeper);

        assertThatThrownBy(() -> repository.manifest(TAG)).isInstanceOf(UnauthenticatedException.class);
        keeper.rotate(Credential.password("sailor", "new"));

        assertThat(repository.manifest(TAG)).contains(MANIFEST);
    }

    @Test
    void a_wrong_password_is_sent_once() {
        registry.guard("Basic realm=\"x\"", basic("sailor", "right"), MANIFEST);

        assertThatThrownBy(() -> open(SAILOR, "demo/tree").manifest(TAG)).isInstanceOf(UnauthenticatedException.class);
        assertThat(registry.requests()).hasSize(2);
    }

    @Test
    void a_login_after_a_refusal_is_accepted() {
        registry.guard("Basic realm=\"x\"", basic("sailor", "anchor"), MANIFEST);
        AtomicReference<Optional<Credential>> stored = new AtomicReference<>(Optional.empty());
        Repository repository = open((host, name) -> stored.get());

        assertThatThrownBy(() -> repository.manifest(TAG)).isInstanceOf(UnauthenticatedException.class);
        stored.set(Optional.of(SAILOR));

        assertThat(repository.manifest(TAG)).contains(MANIFEST);
    }

    @Test
    void a_scope_of_unknown_form_is_requested_unchanged() {
        registry.guard(challenge(",scope=\"aws\""), "Bearer good", MANIFEST);
        serviceAnswers("{\"token\":\"good\"}");

        open(Credential.anonymous(), "demo/tree").manifest(TAG);

        assertThat(service.requests()).containsExactly("GET /token?scope=repository:demo/tree:pull&scope=aws");
    }

    @Test
    void several_scopes_are_requested_one_by_one_with_the_needed_one_first() {
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
    void if_the_service_does_not_know_post_an_identity_token_is_sent_with_get() {
        identityTokenAfter(status(405));
    }

    @Test
    void if_the_service_returns_404_for_post_an_identity_token_is_sent_with_get() {
        identityTokenAfter(status(404));
    }

    @Test
    void a_refused_identity_token_is_not_sent_another_way() {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        service.on("POST", "/token", status(401));

        assertThatThrownBy(() ->
                        open(Credential.identityToken("refresh"), "demo/tree").manifest(TAG))
                .isInstanceOf(UnauthenticatedException.class);
        assertThat(service.requests()).containsExactly("POST /token");
    }

    @Test
    void an_invalid_grant_is_reported_as_a_refused_identity_token() {
        registry.guard(challenge(""), "Bearer good", MANIFEST);
        service.on("POST", "/token", status(400).withBody("{\"error\":\"invalid_grant\"}"));

        assertThatThrownBy(() ->
                        open(Credential.identityToken("refresh"), "demo/tree").manifest(TAG))
                .isInstanceOf(UnauthenticatedException.class)
                .hasMessageContaining("refused the identity token");
    }

    // ---- who sees credentials

    @Test
    void credentials_go_only_to_the_realm_that_their_host_named() {
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
            transport.open(Reference.parse(other.host() + "/demo/tree")).manifest(TAG);

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
    void a_redirect_of_the_token_service_to_another_host_sends_no_password() {
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
    void a_redirect_of_the_token_service_to_another_host_sends_no_identity_token() {
        registry.guard("Bearer realm=\"/token\"", "Bearer good", MANIFEST);
        registry.on("POST", "/token", status(307).withHeader("Location", service.at("/elsewhere")));
        service.on("POST", "/elsewhere", okJson("{\"token\":\"good\"}"));

        assertThatThrownBy(() ->
                        open(Credential.identityToken("refresh"), "demo/tree").manifest(TAG))
                .isInstanceOf(OciException.class)
                .hasMessageContaining("credentials are not sent to another address");
        assertThat(service.requests()).isEmpty();
    }
}
