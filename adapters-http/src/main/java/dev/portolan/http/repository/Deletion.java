package dev.portolan.http.repository;

import dev.portolan.error.OciException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.pipeline.Retryable;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import java.util.function.Function;

/** Sends a DELETE. If its response is lost, it has succeeded if the content is gone. */
final class Deletion {
    private Deletion() {}

    /** Deletes, or throws the error that {@code failure} makes of a refusal. */
    static void run(Api api, Request request, Function<Response, OciException> failure) {
        try (Response response = api.delete(request)) {
            if (response.succeeded() || response.status() == 404 && response.repeated()) {
                return;
            }
            boolean look = response.repeated() || Retryable.status(response.status());
            if (!(look && isGone(api, request))) {
                throw failure.apply(response);
            }
        } catch (UnreachableException e) {
            if (e.status() != 0 || !isGone(api, request)) {
                throw e;
            }
        }
    }

    private static boolean isGone(Api api, Request request) {
        Request head = Request.of("HEAD", request.uri(), request.what(), request.where())
                .once();
        return Api.told(() -> api.delete(head), response -> response.status() == 404)
                .orElse(false);
    }
}
