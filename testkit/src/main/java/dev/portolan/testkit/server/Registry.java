package dev.portolan.testkit.server;

import dev.portolan.error.OciException;
import dev.portolan.testkit.wire.Handler;
import dev.portolan.testkit.wire.Request;
import dev.portolan.testkit.wire.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** The registry proper: finds the endpoint of a request and turns what goes wrong into the specification's errors. */
final class Registry implements Handler {
    private final BlobEndpoint blobs;
    private final UploadEndpoint uploads;
    private final ManifestEndpoint manifests;
    private final ListEndpoint lists;

    Registry(BlobEndpoint blobs, UploadEndpoint uploads, ManifestEndpoint manifests, ListEndpoint lists) {
        this.blobs = blobs;
        this.uploads = uploads;
        this.manifests = manifests;
        this.lists = lists;
    }

    @Override
    public void handle(Request request, Response response) throws IOException {
        response.headers().set("Docker-Distribution-API-Version", "registry/2.0");
        try {
            Route route = Route.of(request.path())
                    .orElseThrow(() -> Refusal.of(ErrorCode.UNSUPPORTED, 404, "there is no such endpoint"));
            if (!route.methods().contains(request.method())) {
                throw Refusal.of(ErrorCode.UNSUPPORTED, "this endpoint knows " + route.methods())
                        .with("Allow", String.join(", ", route.methods()));
            }
            route.checkName();
            dispatch(new Exchange(request, response, route));
        } catch (Refusal refusal) {
            refuse(refusal, response);
        } catch (OciException failure) {
            if (failure.getCause() instanceof IOException broken && !request.bodyEnded()) {
                throw new IOException(broken); // the client has gone while it sent: nobody is left to tell
            }
            refuse(Refusal.of(failure), response);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void refuse(Refusal refusal, Response response) throws IOException {
        if (response.begun()) {
            throw new IOException(refusal); // too late for an answer: the connection ends short
        }
        refusal.send(response);
    }

    private void dispatch(Exchange exchange) throws IOException {
        switch (exchange.route().kind()) {
            case BASE -> exchange.sendJson(Map.of());
            case CATALOG -> lists.catalog(exchange);
            case TAGS -> lists.tags(exchange);
            case REFERRERS -> lists.referrers(exchange);
            case BLOB -> {
                if (exchange.request().method().equals("DELETE")) {
                    blobs.delete(exchange);
                } else {
                    blobs.get(exchange);
                }
            }
            case UPLOADS -> uploads.post(exchange);
            case UPLOAD -> {
                switch (exchange.request().method()) {
                    case "GET" -> uploads.get(exchange);
                    case "PATCH" -> uploads.patch(exchange);
                    case "PUT" -> uploads.put(exchange);
                    default -> uploads.delete(exchange);
                }
            }
            case MANIFEST -> {
                switch (exchange.request().method()) {
                    case "PUT" -> manifests.put(exchange);
                    case "DELETE" -> manifests.delete(exchange);
                    default -> manifests.get(exchange);
                }
            }
            case TOKEN -> throw Refusal.of(ErrorCode.UNSUPPORTED, 404, "this registry gives no tokens");
        }
    }
}
