package dev.portolan.http.repository;

import dev.portolan.http.pipeline.Connection;
import dev.portolan.http.pipeline.Registry;
import dev.portolan.http.pipeline.Time;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.ResponseBody;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A registry that speaks TLS, as far as the endpoints can tell: a function in the place of everything below them. */
final class FakeRegistry {
    final List<Request> requests = new ArrayList<>();
    private final Api api;

    FakeRegistry(Function<Request, Response> answers) {
        Registry registry = new Registry("sea.example", () -> URI.create("https://sea.example"));
        Connection connection = new Connection(
                registry,
                (host, repository) -> Optional.empty(),
                request -> {
                    requests.add(request);
                    return answers.apply(request);
                },
                Time.SYSTEM);
        api = new Api(connection, Mirrors.none(), "demo/tree");
    }

    Api api() {
        return api;
    }

    static Response answer(Request request, int status, Map<String, String> headers, String body) {
        Map<String, List<String>> lists = new HashMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return new Response(request.uri(), status, lists, ResponseBody.of(body.getBytes(StandardCharsets.UTF_8)));
    }
}
