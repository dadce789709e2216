package dev.portolan.http;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.common.Slf4jNotifier;

/** Another host than the registry, which answers everything in the same way. */
final class ScriptedSite implements AutoCloseable {
    private final WireMockServer server;

    private ScriptedSite(WireMockServer server) {
        this.server = server;
    }

    static ScriptedSite start(ResponseDefinitionBuilder answer) {
        WireMockServer server = new WireMockServer(
                options().dynamicPort().bindAddress("127.0.0.1").notifier(new Slf4jNotifier(false)));
        server.start();
        server.stubFor(any(anyUrl()).willReturn(answer));
        return new ScriptedSite(server);
    }

    /** The address of a path; the host is not called as the registry is. */
    String at(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    int requests() {
        return server.getAllServeEvents().size();
    }

    @Override
    public void close() {
        server.stop();
    }
}
