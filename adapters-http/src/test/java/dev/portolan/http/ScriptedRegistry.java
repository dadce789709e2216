package dev.portolan.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.request;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.common.Slf4jNotifier;
import com.github.tomakehurst.wiremock.core.Options.ChunkedEncodingPolicy;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.port.Credential;
import dev.portolan.port.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server whose every answer a test writes down, and a transport that talks to it without ever waiting. What is not
 * written down is answered with 404.
 */
final class ScriptedRegistry implements BeforeEachCallback, AfterEachCallback {
    final TestTime time = new TestTime();
    final RequestLog log = new RequestLog();
    private final List<HttpTransport> transports = new ArrayList<>();
    private WireMockServer server;

    @Override
    public void beforeEach(ExtensionContext context) {
        start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        stop();
    }

    void start() {
        server = new WireMockServer(options()
                .dynamicPort()
                .bindAddress("127.0.0.1")
                .notifier(new Slf4jNotifier(false))
                .useChunkedTransferEncoding(ChunkedEncodingPolicy.NEVER));
        server.start();
    }

    void stop() {
        transports.forEach(HttpTransport::close);
        server.stop();
    }

    /** The registry as references name it. */
    String host() {
        return "localhost:" + server.port();
    }

    /** The address of a path. */
    String at(String path) {
        return "http://" + host() + path;
    }

    /** A transport of the caller's own making, which this closes; its clock is this one's. */
    HttpTransport transport(HttpTransport.Builder builder) {
        HttpTransport transport = builder.listener(log).time(time).build();
        transports.add(transport);
        return transport;
    }

    /** A transport that has this credential for every host. */
    HttpTransport transport(Credential credential) {
        return transport(HttpTransport.builder().credentials((host, repository) -> Optional.of(credential)));
    }

    /** A repository of this registry, through a transport. */
    Repository repository(HttpTransport transport, String name) {
        return transport.open(Reference.parse(host() + "/" + name));
    }

    /** The repository {@code demo/tree}, without credentials. */
    Repository repository() {
        return repository(transport(HttpTransport.builder()), "demo/tree");
    }

    /** Answers as a stub says. */
    void on(MappingBuilder stub) {
        server.stubFor(stub);
    }

    /** Answers a method and address, which includes the query: the first time so, and so on; the last answer stays. */
    void on(String method, String address, ResponseDefinitionBuilder... inTurn) {
        String scenario = UUID.randomUUID().toString();
        for (int i = 0; i < inTurn.length; i++) {
            server.stubFor(request(method, urlEqualTo(address))
                    .inScenario(scenario)
                    .whenScenarioStateIs(state(i))
                    .willSetStateTo(state(Math.min(i + 1, inTurn.length - 1)))
                    .willReturn(inTurn[i]));
        }
    }

    private static String state(int turn) {
        return turn == 0 ? STARTED : Integer.toString(turn);
    }

    /** Lets nobody in but with this {@code Authorization}, who finds a manifest everywhere. */
    void guard(String challenge, String authorization, Manifest manifest) {
        on(any(anyUrl())
                .atPriority(9)
                .willReturn(aResponse().withStatus(401).withHeader("WWW-Authenticate", challenge)));
        on(any(anyUrl())
                .atPriority(8)
                .withHeader("Authorization", equalTo(authorization))
                .willReturn(manifest(manifest)));
    }

    /** The answer to a GET or HEAD of a manifest. */
    static ResponseDefinitionBuilder manifest(Manifest manifest) {
        return aResponse()
                .withStatus(200)
                .withHeader("Content-Type", manifest.mediaType())
                .withHeader("Docker-Content-Digest", manifest.digest().toString())
                .withBody(manifest.bytes());
    }

    /** An answer without a body. */
    static ResponseDefinitionBuilder status(int status) {
        return aResponse().withStatus(status);
    }

    /** The requests in their order: method and address, then {@code <Authorization>} where there was one. */
    List<String> requests() {
        return received().stream()
                .map(request -> request.getMethod() + " " + request.getUrl()
                        + (request.containsHeader("Authorization")
                                ? " <" + request.getHeader("Authorization") + ">"
                                : ""))
                .toList();
    }

    /** The requests in their order, with all that they held. */
    List<LoggedRequest> received() {
        List<LoggedRequest> requests = new ArrayList<>();
        server.getAllServeEvents().forEach(event -> requests.add(0, event.getRequest()));
        return requests;
    }
}
