package dev.portolan.registry.server;

import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.internal.json.Json;
import dev.portolan.registry.wire.Request;
import dev.portolan.registry.wire.Response;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** One request to the registry, and its response. */
record Exchange(Request request, Response response, Route route) {

    String name() {
        return route.name();
    }

    Optional<String> parameter(String name) {
        return parameters(name).stream().findFirst();
    }

    List<String> parameters(String name) {
        try {
            return request.parameters().getOrDefault(name, List.of());
        } catch (IllegalArgumentException e) {
            throw Refusal.of(ErrorCode.UNKNOWN, 400, "the query is malformed");
        }
    }

    Exchange header(String name, String value) {
        response.headers().set(name, value);
        return this;
    }

    void send(int status) throws IOException {
        response.send(status);
    }

    /** Responds 200 with a document, as JSON unless another type was set. */
    void sendJson(Map<String, ?> json) throws IOException {
        if (response.headers().first("Content-Type").isEmpty()) {
            header("Content-Type", "application/json");
        }
        response.send(200, Json.write(json));
    }

    /** Returns the body, as content that is read once. */
    Content body() {
        AtomicBoolean opened = new AtomicBoolean();
        return () -> {
            if (!opened.compareAndSet(false, true)) {
                throw new IOException("the body of a request is read once");
            }
            return Streams.closeShield(request.body());
        };
    }
}
