package dev.portolan.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.portolan.http.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.portolan.content.Content;
import dev.portolan.error.DeniedException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.OciException;
import dev.portolan.error.Remedy;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import dev.portolan.port.Credential;
import dev.portolan.port.Repository;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The registry's own words come first in an error, cleaned and bounded. */
class RegistryWordsTest {
    private static final ImageManifest MANIFEST =
            ImageManifest.builder().artifactType("application/x.test").build();
    private static final String PATH = "/v2/demo/tree/manifests/v1";
    private static final Tag TAG = Tag.of("v1");

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    static Stream<Arguments> words() {
        return Stream.of(
                arguments("application/json", "{\"errors\":[{\"code\":\"X\",\"message\":\"words\"}]}", "X: words"),
                arguments("application/json", "{\"errors\":[{\"code\":\"X\",\"detail\":\"words\"}]}", "X: words"),
                arguments(
                        "application/json",
                        "{\"errors\":[{\"code\":\"X\",\"message\":\"m\",\"detail\":{\"name\":\"words\"}}]}",
                        "X: m (name words)"),
                arguments(
                        "application/json",
                        "{\"errors\":[{\"code\":\"X\",\"message\":\"m\",\"detail\":[{\"Type\":\"repository\"}]}]}",
                        "X: m (Type repository)"),
                arguments("application/json", "{\"errors\":[\"words\"]}", "words"),
                arguments("application/json", "{\"message\":\"words\"}", "words"),
                arguments("application/json", "{\"message\":\"m\",\"details\":\"words\"}", "m: words"),
                arguments("application/json", "{\"error\":\"words\"}", "words"),
                arguments(
                        "application/json",
                        "{\"error\":\"invalid_scope\",\"error_description\":\"words\"}",
                        "invalid_scope: words"),
                arguments("application/json", "{\"error\":{\"code\":403,\"message\":\"words\"}}", "403: words"),
                arguments("application/problem+json", "{\"title\":\"words\",\"detail\":\"more\"}", "more: words"),
                arguments("text/plain", "words of a proxy\n", "words of a proxy"),
                arguments("", "words without a type", "words without a type"),
                arguments("text/html", "<html><head><title>words</title></head></html>", "words"),
                arguments(
                        "text/html; charset=utf-8",
                        "<!DOCTYPE html>\n<HTML><TITLE lang=en>Blocked &amp; logged</TITLE>",
                        "Blocked & logged"),
                arguments(
                        "application/xml",
                        "<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>words</Message></Error>",
                        "AccessDenied: words"),
                arguments("text/xml", "\ufeff<Error><Message>words</Message></Error>", "words"),
                arguments("", "<?xml version='1.0'?><Error><Code>X</Code></Error>", "X"),
                arguments("text/plain", "bad\u001b[31m\u202e words", "bad [31m\\u202e words"),
                arguments("text/plain", "see https://x.example/a?token=abc now", "see https://x.example/a?… now"));
    }

    @ParameterizedTest
    @MethodSource("words")
    void error_messages_in_any_form_are_shown_first(String type, String body, String words) {
        ResponseDefinitionBuilder answer = status(418).withBody(body);
        registry.on("GET", PATH, type.isEmpty() ? answer : answer.withHeader("Content-Type", type));

        assertThatThrownBy(() -> registry.repository().manifest(TAG))
                .hasMessage(registry.host() + "/demo/tree: fetching manifest v1 failed: " + words + ", HTTP 418");
    }

    @Test
    void an_error_without_message_is_described_by_its_status() {
        registry.on("GET", PATH, status(418).withBody(new byte[] {0, 1, 2, (byte) 0xff}));

        assertThatThrownBy(() -> registry.repository().manifest(TAG))
                .hasMessageEndingWith("the registry rejected the request, HTTP 418");
    }

    @Test
    void long_messages_are_cut() {
        registry.on("GET", PATH, status(418).withBody("long ".repeat(10_000)));

        assertThatThrownBy(() -> registry.repository().manifest(TAG))
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(500));
    }

    @Test
    void the_token_services_message_is_shown() {
        registry.guard("Bearer realm=\"/token\"", "Bearer none", MANIFEST);
        registry.on(any(urlPathEqualTo("/token"))
                .willReturn(aResponse()
                        .withStatus(403)
                        .withBody("{\"error\":\"access_denied\",\"error_description\":\"the account is suspended\"}")));

        assertThatThrownBy(() -> registry.repository().manifest(TAG))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("access_denied: the account is suspended");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void a_token_service_that_wants_a_login_is_not_said_to_refuse_credentials(int status) {
        registry.guard("Bearer realm=\"/token\"", "Bearer none", MANIFEST);
        registry.on(any(urlPathEqualTo("/token")).willReturn(aResponse().withStatus(status)));

        assertThatThrownBy(() -> registry.repository().manifest(TAG))
                .hasMessageContaining("there are no credentials for")
                .hasMessageNotContaining("refused the credentials")
                .isInstanceOfSatisfying(
                        OciException.class, e -> assertThat(e.remedy()).contains(Remedy.LOG_IN));
    }

    @Test
    void a_proxy_that_wants_a_client_certificate_is_understood() {
        registry.on(
                "GET",
                PATH,
                status(400)
                        .withHeader("Content-Type", "text/html")
                        .withBody("<html><head><title>400 No required SSL certificate was sent</title></head></html>"));

        assertThatThrownBy(() -> registry.repository().manifest(TAG))
                .isInstanceOfSatisfying(
                        UnauthenticatedException.class,
                        e -> assertThat(e.remedy()).contains(Remedy.PRESENT_CERTIFICATE));
    }

    private OciException refusal(String challenge) {
        registry.guard("Bearer realm=\"/token\"" + challenge, "Bearer never", MANIFEST);
        registry.on(any(urlPathEqualTo("/token")).willReturn(aResponse().withBody("{\"token\":\"abc\"}")));
        Repository repository =
                registry.repository(registry.transport(Credential.password("alice", "secret")), "demo/tree");
        AtomicReference<OciException> refusal = new AtomicReference<>();
        assertThatThrownBy(() -> repository.put(TAG, MANIFEST))
                .isInstanceOfSatisfying(OciException.class, refusal::set);
        return refusal.get();
    }

    @Test
    void insufficient_scope_means_that_a_user_may_not_push() {
        assertThat(refusal(",error=\"insufficient_scope\""))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("alice may not push to demo/tree");
    }

    @Test
    void an_invalid_token_is_not_taken_for_a_wrong_password() {
        assertThat(refusal(",error=\"invalid_token\""))
                .isInstanceOf(UnauthenticatedException.class)
                .hasMessageContaining("token service")
                .hasMessageContaining("clocks");
    }

    @Test
    void other_refusals_concern_the_credentials() {
        assertThat(refusal("")).isInstanceOf(UnauthenticatedException.class).hasMessageContaining("were refused");
    }

    @Test
    void a_registry_that_refuses_the_method_of_a_write_is_called_read_only() {
        registry.on("PUT", PATH, status(405));
        registry.on("POST", "/v2/demo/tree/blobs/uploads/", status(405));

        assertThatThrownBy(() -> registry.repository().put(TAG, MANIFEST))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("read-only");
        assertThatThrownBy(() ->
                        registry.repository().write(Descriptor.of("text/plain", new byte[1]), Content.of(new byte[1])))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("read-only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html><head></head></html>"})
    void a_rate_limit_without_message_is_explained(String body) {
        registry.on(
                "PUT", PATH, status(413).withHeader("Content-Type", "text/html").withBody(body));

        assertThatThrownBy(() -> registry.repository().put(TAG, MANIFEST))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("larger than the registry");
    }

    @Test
    void a_rate_limit_with_a_message_is_reported_with_it() {
        registry.on(
                "PUT",
                PATH,
                status(413)
                        .withBody(
                                "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"the quota of 5 GiB is used up\"}]}"));

        assertThatThrownBy(() -> registry.repository().put(TAG, MANIFEST))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("the quota of 5 GiB is used up")
                .hasMessageNotContaining("larger than");
    }
}
