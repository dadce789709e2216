package dev.portolan.registry.server;

import dev.portolan.registry.wire.Request;
import dev.portolan.registry.wire.Response;
import java.io.IOException;
import java.util.Map;

/** The registry proper: finds the endpoint of a request. */
final class Registry {
    private final AccessGate gate;
    private final TokenEndpoint tokens;
    private final BlobEndpoint blobs;
    private final UploadEndpoint uploads;
    private final ManifestEndpoint manifests;
    private final ListEndpoint lists;

    Registry(
            Authentication authentication,
            Tokens tokens,
            Repositories repositories,
            UploadSessions sessions,
            ManifestBodies bodies,
            BlobEndpoint blobs,
            ServerBehavior behavior) {
        this.gate = new AccessGate(authentication, tokens);
        this.tokens = new TokenEndpoint(authentication, tokens);
        this.blobs = blobs;
        this.uploads = new UploadEndpoint(repositories, sessions, gate, behavior);
        this.manifests = new ManifestEndpoint(repositories, bodies, behavior);
        this.lists = new ListEndpoint(repositories, behavior);
    }

    void handle(Request request, Response response) throws IOException {
        Route route = Route.of(request.path())
                .orElseThrow(() -> Refusal.of(ErrorCode.UNSUPPORTED, 404, "there is no such endpoint"));
        if (!route.methods().contains(request.method())) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, "this endpoint supports only " + route.methods())
                    .with("Allow", String.join(", ", route.methods()));
        }
        route.checkName();
        Exchange exchange = new Exchange(request, response, route);
        gate.check(exchange);
        dispatch(exchange);
    }

    private void dispatch(Exchange exchange) throws IOException {
        switch (exchange.route().kind()) {
            case BASE -> exchange.sendJson(Map.of());
            case TOKEN -> tokens.handle(exchange);
            case CATALOG -> lists.catalog(exchange);
            case TAGS -> lists.tags(exchange);
            case REFERRERS -> lists.referrers(exchange);
            case UPLOADS -> uploads.post(exchange);
            case UPLOAD -> upload(exchange);
            case MANIFEST -> manifest(exchange);
            case BLOB -> {
                if (exchange.request().method().equals("DELETE")) {
                    blobs.delete(exchange);
                } else {
                    blobs.get(exchange);
                }
            }
        }
    }

    private void upload(Exchange exchange) throws IOException {
        switch (exchange.request().method()) {
            case "GET" -> uploads.get(exchange);
            case "PATCH" -> uploads.patch(exchange);
            case "PUT" -> uploads.put(exchange);
            default -> uploads.delete(exchange);
        }
    }

    private void manifest(Exchange exchange) throws IOException {
        switch (exchange.request().method()) {
            case "PUT" -> manifests.put(exchange);
            case "DELETE" -> manifests.delete(exchange);
            default -> manifests.get(exchange);
        }
    }
}
