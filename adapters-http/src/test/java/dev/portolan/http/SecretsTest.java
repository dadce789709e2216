package dev.portolan.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.portolan.http.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.portolan.content.Content;
import dev.portolan.error.OciException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RegistriesFile;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.RequestBody;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.ResponseBody;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Credential;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No secret shows, whatever goes wrong: in no message, no text of an object, no log and no event. */
class SecretsTest {
    private static final String PASSWORD = "pass-Kraken-word";
    private static final String IDENTITY = "identity-Kraken-token";
    private static final String BEARER = "bearer-Kraken-token";
    private static final String SIGNATURE = "Kraken-signature";
    private static final String GATEWAY = "gateway-Kraken-key";
    private static final String ENCODED =
            Base64.getEncoder().encodeToString(("sailor:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    private static final List<String> SECRETS =
            List.of(PASSWORD, IDENTITY, BEARER, SIGNATURE, GATEWAY, ENCODED, "Kraken");
    private static final byte[] BYTES = "hello".getBytes(StandardCharsets.UTF_8);
    private static final Descriptor BLOB = Descriptor.of("text/plain", BYTES);
    private static final ImageManifest MANIFEST =
            ImageManifest.builder().artifactType("application/x.test").build();

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    @RegisterExtension
    final ScriptedRegistry elsewhere = new ScriptedRegistry();

    @TempDir
    Path work;

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("dev.portolan");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(new SimpleFormatter().format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        handler.setLevel(Level.ALL);
        logger.setLevel(Level.ALL);
        logger.addHandler(handler);
    }

    @AfterEach
    void silence() {
        logger.removeHandler(handler);
        logger.setLevel(null);
    }

    /** All kinds of credentials, each with a secret. */
    enum Secret {
        PASSWORD_OF_A_USER(Credential.password("sailor", PASSWORD)),
        IDENTITY_TOKEN(Credential.identityToken(IDENTITY)),
        BEARER_TOKEN(Credential.bearerToken(BEARER));

        final Credential credential;

        Secret(Credential credential) {
            this.credential = credential;
        }
    }

    /** Everything that a repository can be asked for, one after the other, over answers that were written down. */
    private void tryAll(Credential credential) {
        HttpTransport transport = registry.transport(HttpTransport.builder()
                .credentials((host, name) -> Optional.of(credential))
                .defaults(HostConfig.builder().attempts(2).build())
                .host(
                        registry.host(),
                        HostConfig.builder()
                                .attempts(2)
                                .header("X-Gateway", GATEWAY)
                                .build()));
        Repository repository = registry.repository(transport, "demo/tree");
        List<Object> shown = new ArrayList<>(List.of(transport, repository, credential));
        List<Runnable> all = List.of(
                () -> repository.resolve(Tag.LATEST),
                () -> repository.manifest(Tag.LATEST),
                () -> repository.stat(BLOB.digest()),
                () -> repository.bytes(BLOB),
                () -> repository.write(BLOB, Content.of(BYTES)),
                () -> repository.write("text/plain", Content.of(BYTES)),
                () -> repository.put(Tag.LATEST, MANIFEST),
                () -> repository.tags().toList(),
                () -> repository
                        .capability(Referrers.class)
                        .orElseThrow()
                        .referrers(MANIFEST.digest())
                        .toList(),
                () -> transport.repositories(registry.host()).toList(),
                () -> transport.check(registry.host()));
        for (Runnable one : all) {
            Throwable failure = catchThrowable(one::run);
            if (failure != null) {
                assertThat(failure).isInstanceOf(OciException.class);
                StringWriter text = new StringWriter();
                failure.printStackTrace(new PrintWriter(text));
                shown.add(text); // with all causes, and what was suppressed
                thrown(failure).forEach(cause -> shown.add(cause.toString()));
                shown.add(((OciException) failure).problem());
                shown.add(((OciException) failure).registryErrors());
            }
        }
        shown.addAll(registry.log.events());
        shown.addAll(registry.log.warnings());
        shown.addAll(logged);
        assertThat(shown).allSatisfy(one -> assertThat(one.toString()).doesNotContain(SECRETS));
        assertThat(elsewhere.requests()).noneMatch(line -> line.contains("<"));
        assertThat(elsewhere.received())
                .noneMatch(request -> SECRETS.stream()
                        .anyMatch(secret -> !secret.equals(SIGNATURE)
                                && !secret.equals("Kraken")
                                && (request.getBodyAsString() + request.getHeaders()).contains(secret)));
    }

    /** A failure, its causes, and what was suppressed on the way. */
    private static Stream<Throwable> thrown(Throwable failure) {
        return Stream.concat(
                Stream.of(failure),
                Stream.concat(Stream.ofNullable(failure.getCause()), Stream.of(failure.getSuppressed()))
                        .flatMap(SecretsTest::thrown));
    }

    private void allAnswer(ResponseDefinitionBuilder answer) {
        registry.on(any(anyUrl()).atPriority(9).willReturn(answer));
    }

    /** What a careless program would put into its error page. */
    private static String echo(String secret) {
        String header = secret.equals(PASSWORD) ? "Basic " + ENCODED : "Bearer " + secret;
        return "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"refused Authorization: " + header + " for " + secret
                + "\",\"detail\":\"" + secret + "\"}]}";
    }

    @ParameterizedTest
    @EnumSource
    void when_the_registry_refuses_the_credentials(Secret secret) {
        allAnswer(status(401).withHeader("WWW-Authenticate", "Basic realm=\"x\""));

        tryAll(secret.credential);
    }

    @ParameterizedTest
    @EnumSource
    void when_the_token_service_refuses_the_credentials(Secret secret) {
        allAnswer(status(401).withHeader("WWW-Authenticate", "Bearer realm=\"/token\""));

        tryAll(secret.credential);
    }

    @ParameterizedTest
    @EnumSource
    void when_the_token_service_fails(Secret secret) {
        allAnswer(status(401).withHeader("WWW-Authenticate", "Bearer realm=\"/token\""));
        registry.on(any(urlPathEqualTo("/token")).willReturn(status(500).withBody(echo(secret.credential.secret()))));

        tryAll(secret.credential);
    }

    @Test
    void when_the_token_service_answers_with_something_other_than_json_that_contains_a_token() {
        allAnswer(status(401).withHeader("WWW-Authenticate", "Bearer realm=\"/token\""));
        registry.on(any(urlPathEqualTo("/token")).willReturn(aResponse().withBody("{\"token\":\"" + BEARER)));

        tryAll(Secret.PASSWORD_OF_A_USER.credential);
    }

    @Test
    void when_the_token_is_refused() {
        allAnswer(status(401)
                .withHeader("WWW-Authenticate", "Bearer realm=\"/token\"")
                .withBody(echo(BEARER)));
        registry.on(any(urlPathEqualTo("/token")).willReturn(okJson("{\"token\":\"" + BEARER + "\"}")));

        tryAll(Secret.PASSWORD_OF_A_USER.credential);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 405, 429, 500, 503})
    void when_an_error_page_repeats_what_was_sent(int status) {
        allAnswer(status(401).withHeader("WWW-Authenticate", "Basic realm=\"x\""));
        registry.on(any(anyUrl())
                .withHeader("Authorization", matching(".*"))
                .willReturn(status(status).withBody(echo(PASSWORD))));

        tryAll(Secret.PASSWORD_OF_A_USER.credential);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 500})
    void when_a_token_is_repeated(int status) {
        allAnswer(status(status).withBody(echo(BEARER)));

        tryAll(Secret.BEARER_TOKEN.credential);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 403, 500})
    void when_everything_is_redirected_to_signed_addresses_of_another_host(int status) {
        allAnswer(status(307).withHeader("Location", elsewhere.at("/storage?X-Signature=" + SIGNATURE)));
        elsewhere.on(any(anyUrl())
                .willReturn(status(status)
                        .withHeader("Location", "/storage?again=" + SIGNATURE)
                        .withBody(echo("/storage?X-Signature=" + SIGNATURE))));

        tryAll(Secret.BEARER_TOKEN.credential);
        assertThat(elsewhere.requests()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void when_uploads_are_redirected_to_signed_addresses_of_another_host(Secret secret) {
        allAnswer(status(401).withHeader("WWW-Authenticate", "Basic realm=\"x\", Bearer realm=\"/token\""));
        registry.on(any(urlPathEqualTo("/token")).willReturn(okJson("{\"token\":\"" + BEARER + "\"}")));
        registry.on(any(urlPathEqualTo("/v2/demo/tree/blobs/uploads/"))
                .willReturn(status(202).withHeader("Location", elsewhere.at("/up?sig=" + SIGNATURE))));
        elsewhere.on(any(anyUrl()).willReturn(status(403)));

        tryAll(secret.credential);
        assertThat(elsewhere.requests()).isNotEmpty();
    }

    @Test
    void when_the_next_page_is_at_another_host() {
        allAnswer(okJson("{\"tags\":[],\"repositories\":[]}")
                .withHeader("Link", "<" + elsewhere.at("/next?sig=" + SIGNATURE) + ">; rel=\"next\""));

        tryAll(Secret.BEARER_TOKEN.credential);
        assertThat(elsewhere.requests()).isEmpty();
    }

    @Test
    void when_the_connection_to_a_signed_address_is_refused() {
        allAnswer(status(307).withHeader("Location", "http://127.0.0.1:1/x?sig=" + SIGNATURE));

        tryAll(Secret.BEARER_TOKEN.credential);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/xml", "text/plain"})
    void when_storage_repeats_the_signature_of_an_address(String type) {
        registry.on(
                "GET",
                "/v2/demo/tree/blobs/" + BLOB.digest(),
                status(307).withHeader("Location", elsewhere.at("/x?sig=" + SIGNATURE + "%2Fb&digest=d")));
        String words = "signature " + SIGNATURE + "/b is wrong";
        elsewhere.on(any(urlPathEqualTo("/x"))
                .willReturn(status(403)
                        .withHeader("Content-Type", type)
                        .withBody(type.endsWith("xml") ? "<Message>" + words + "</Message>" : words)));

        tryAll(Credential.password("sailor", PASSWORD));
    }

    @Test
    void when_a_redirect_holds_a_user_and_a_password() {
        allAnswer(status(307).withHeader("Location", "http://sailor:" + PASSWORD + "@127.0.0.1:1/x"));

        tryAll(Secret.PASSWORD_OF_A_USER.credential);
    }

    @Test
    void when_an_address_is_malformed() {
        allAnswer(status(307).withHeader("Location", "ftp://host/?sig=" + SIGNATURE));

        tryAll(Secret.BEARER_TOKEN.credential);
    }

    @Test
    void when_a_token_contains_characters_that_no_header_allows() {
        Throwable failure = catchThrowable(() -> registry.transport(Credential.bearerToken(BEARER + "\nX-Evil: 1"))
                .open(Reference.parse(registry.host() + "/demo/tree"))
                .resolve(Tag.LATEST));

        assertThat(failure).isInstanceOf(OciException.class);
        assertThat(Stream.iterate(failure, one -> one != null, Throwable::getCause))
                .allSatisfy(one -> assertThat(one.toString()).doesNotContain("Kraken"));
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void a_credential_shows_only_its_kind() {
        assertThat(Credential.password("sailor", PASSWORD)).hasToString("credential (PASSWORD)");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 500})
    void when_an_error_page_repeats_a_header_of_the_configuration(int status) {
        allAnswer(status(status).withBody(echo(GATEWAY)));

        tryAll(Credential.anonymous());
    }

    @Test
    void when_a_warning_repeats_what_was_sent() {
        allAnswer(status(401).withHeader("WWW-Authenticate", "Basic realm=\"x\""));
        registry.on(any(anyUrl())
                .withHeader("Authorization", matching(".*"))
                .willReturn(
                        status(403).withHeader("Warning", "299 - \"you sent " + PASSWORD + " as " + ENCODED + "\"")));

        tryAll(Secret.PASSWORD_OF_A_USER.credential);
        assertThat(registry.log.warnings()).containsExactly("you sent *** as ***");
    }

    /** Warnings go to the system's log where the application listens to none. */
    @Test
    void when_warnings_are_logged() {
        registry.on(any(anyUrl())
                .willReturn(status(403).withHeader("Warning", "299 - \"you sent Bearer " + BEARER + "\"")));
        try (HttpTransport transport = HttpTransport.builder()
                .credentials((host, name) -> Optional.of(Credential.bearerToken(BEARER)))
                .build()) {
            catchThrowable(() -> registry.repository(transport, "demo/tree").resolve(Tag.LATEST));
        }

        assertThat(logged)
                .singleElement()
                .asString()
                .contains("you sent Bearer ***")
                .doesNotContain("Kraken");
    }

    @Test
    void no_configuration_object_shows_its_secrets() throws IOException {
        Path file = Files.writeString(
                work.resolve("registries.json"),
                "{\"hosts\":{\"sea.example\":{\"headers\":{\"X-Gateway\":\"" + GATEWAY + "\"}}}}");
        HostConfig config = HostConfig.builder().header("X-Gateway", GATEWAY).build();
        RegistriesFile registries = RegistriesFile.read(file);
        HttpTransport.Builder builder = HttpTransport.builder()
                .credentials((host, name) -> Optional.of(Credential.password("sailor", PASSWORD)))
                .defaults(config);
        Request request = Request.of(
                        "GET",
                        URI.create("https://sailor:" + PASSWORD + "@sea.example/x?sig=" + SIGNATURE),
                        "fetching",
                        "sea.example")
                .with("Authorization", "Bearer " + BEARER)
                .with(RequestBody.of(IDENTITY.getBytes(StandardCharsets.UTF_8)));
        Response response = new Response(
                request.uri(),
                200,
                Map.of("X", List.of(BEARER)),
                ResponseBody.of(BEARER.getBytes(StandardCharsets.UTF_8)));

        assertThat(List.of(
                        config,
                        config.toBuilder(),
                        registries,
                        registries.hosts(),
                        builder,
                        transport(builder),
                        request,
                        request.body(),
                        response,
                        response.body()))
                .allSatisfy(one -> assertThat(one.toString()).doesNotContain(SECRETS));
    }

    private HttpTransport transport(HttpTransport.Builder builder) {
        return registry.transport(builder);
    }

    @Test
    void a_malformed_configuration_is_refused_without_showing_it() throws IOException {
        for (String text : List.of(
                "{\"hosts\":{\"a\":{\"headers\":{\"X-Gateway\":\"" + GATEWAY,
                "{\"hosts\":{\"a\":{\"headers\":{\"X-Gateway\":\"" + GATEWAY + "\\n\"}}}}",
                "{\"hosts\":{\"a\":{\"headers\":[\"" + GATEWAY + "\"]}}}",
                "{\"hosts\":{\"a\":{\"headers\":{\"X-Gateway\":" + GATEWAY + "}}}}")) {
            Path file = Files.writeString(work.resolve("registries.json"), text);

            Throwable failure = catchThrowable(() -> RegistriesFile.read(file));

            assertThat(failure).isInstanceOf(OciException.class);
            assertThat(thrown(failure))
                    .allSatisfy(one -> assertThat(one.toString()).doesNotContain("Kraken"));
        }
    }
}
