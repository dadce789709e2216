package dev.portolan.http.repository;

import dev.portolan.error.ContentMismatchException;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.ResponseBody;
import dev.portolan.http.wire.Uris;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The mirrors that sent some of a blob's bytes. If the blob does not match its digest, it is unknown which of them was
 * wrong, so all of them are skipped for a while.
 */
final class Suspects {
    private final Map<String, ResponseBody> bodies = new ConcurrentHashMap<>();

    /** Notes a response of a mirror; of each host, one is enough. */
    void add(Response response) {
        if (response.body().isFromMirror()) {
            bodies.putIfAbsent(Uris.authority(response.uri()), response.body());
        }
    }

    /** Returns the error to throw: a retryable one if some of the bytes came from a mirror. */
    ContentMismatchException blame(ContentMismatchException found) {
        bodies.values().forEach(ResponseBody::distrust);
        return bodies.isEmpty()
                ? found
                : found.with(found.problem()
                        .advice("it came from a mirror, which is skipped for a while; try again")
                        .retryable(true)
                        .causedBy(found));
    }
}
