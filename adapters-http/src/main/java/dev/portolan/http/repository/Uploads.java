package dev.portolan.http.repository;

import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.RegistryError;
import dev.portolan.error.UnsupportedException;
import dev.portolan.http.pipeline.Failures;
import dev.portolan.http.pipeline.Scopes;
import dev.portolan.http.pipeline.SinglePost;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.RequestBody;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.Uris;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Uploads blobs. The next request goes to the {@code Location} of the last response. */
final class Uploads {
    private static final String OCTETS = "application/octet-stream";
    /** Refusals of a request that another one, or the same one with a login, may succeed after. */
    private static final Set<Integer> NOT_FINAL = Set.of(401, 408, 411, 413, 415, 416, 425, 429);

    private final Api api;

    Uploads(Api api) {
        this.api = api;
    }

    /** Returns the name of the repository in messages. */
    String where() {
        return api.where();
    }

    /**
     * end-4a, POST: opens a session. Without a body: with one, many registries still answer 202, and everything would
     * be sent twice.
     */
    UploadSession start(DigestAlgorithm algorithm) {
        URI uri = api.at("/blobs/uploads/");
        if (algorithm != DigestAlgorithm.SHA256) {
            uri = Uris.withParameter(uri, "digest-algorithm", algorithm.id());
        }
        Request request = api.request("POST", uri, "starting an upload");
        try (Response response = api.push(request)) {
            if (!response.succeeded()) { // 202, but some registries send 200 or 201
                throw Failures.of(request, response);
            }
            return session(request, response, null);
        }
    }

    /** Returns whether the registry is known to store a blob that comes with the POST. */
    SinglePost singlePost() {
        return api.connection().singlePost();
    }

    /**
     * end-4b, POST: sends a whole blob.
     *
     * @return empty when the registry stored it; otherwise the session that it opened instead
     * @throws UnsupportedException when the response does not say that this blob is stored
     */
    Optional<UploadSession> post(Digest blob, RequestBody body) {
        Request request = api.request(
                        "POST",
                        Uris.withParameter(api.at("/blobs/uploads/"), "digest", blob.toString()),
                        "uploading blob " + blob)
                .with("Content-Type", OCTETS)
                .with(body);
        try (Response response = api.push(request)) {
            if (response.status() == 202) {
                return Optional.of(session(request, response, null));
            }
            if (response.status() != 201) {
                throw refusal(request, response, blob);
            }
            requireSameDigest(blob, response);
            if (!names(blob, response)) {
                throw refused(request, "the response does not name the blob");
            }
            return Optional.empty();
        }
    }

    private static boolean names(Digest blob, Response response) {
        return Stream.of("Docker-Content-Digest", "Location")
                .flatMap(header -> response.header(header).stream())
                .anyMatch(value -> value.endsWith(blob.toString()) || value.contains(blob + "?"));
    }

    /**
     * end-11, POST: mounts a blob of another repository.
     *
     * @param from the other repository; empty to let the registry search
     * @return empty when it is mounted; the session to upload to when the registry would rather have that
     * @throws OciException when it does neither
     */
    Optional<UploadSession> mount(Digest blob, String from) {
        URI uri = Uris.withParameter(api.at("/blobs/uploads/"), "mount", blob.toString());
        Scopes scopes = Scopes.push(api.repository());
        if (!from.isEmpty()) {
            uri = Uris.withParameter(uri, "from", from);
            scopes = scopes.and(Scopes.pull(from));
        }
        Request request = api.request("POST", uri, "mounting blob " + blob);
        try (Response response = api.send(request, scopes)) {
            return switch (response.status()) {
                case 201 -> Optional.empty();
                case 202 -> Optional.of(session(request, response, null));
                default -> throw Failures.of(request, response);
            };
        }
    }

    /** end-13, GET: the state of a session; empty if the registry no longer knows it. */
    Optional<UploadSession> status(UploadSession session) {
        Request request = api.request("GET", session.location(), "checking the progress of an upload");
        try (Response response = api.push(request)) {
            return response.succeeded() ? Optional.of(session(request, response, session)) : Optional.empty();
        }
    }

    /** end-5, PATCH: sends a chunk, the bytes from this offset on. */
    UploadSession patch(UploadSession session, long offset, RequestBody chunk) {
        return patch(
                session,
                api.request("PATCH", session.location(), "uploading a chunk")
                        // Not as for downloads: there is no "bytes" before it.
                        .with("Content-Range", offset + "-" + (offset + chunk.length() - 1))
                        .with(chunk));
    }

    /** end-5, PATCH: sends all that is left, of unknown length, in one stream. */
    UploadSession stream(UploadSession session, RequestBody body) {
        return patch(
                session,
                api.request("PATCH", session.location(), "uploading a blob").with(body));
    }

    private UploadSession patch(UploadSession session, Request bare) {
        Request request = bare.with("Content-Type", OCTETS).once();
        try (Response response = api.push(request)) {
            if (!response.succeeded()) { // 202 by the specification, 201 from ECR
                throw Failures.of(request, response);
            }
            return session(request, response, session);
        }
    }

    /** end-6, PUT: sends the content where it was not sent before, and closes the session. */
    void finish(UploadSession session, Digest blob, RequestBody body) {
        Request request = api.request(
                        "PUT",
                        Uris.withParameter(session.location(), "digest", blob.toString()),
                        "uploading blob " + blob)
                .with("Content-Type", OCTETS)
                .with(body)
                .once();
        try (Response response = api.push(request)) {
            if (!response.succeeded()) {
                OciException refusal = refusal(request, response, blob);
                if (mayBeDone(refusal, response.status()) && isStored(blob)) {
                    return; // another client finished the same blob, or the response to an earlier request was lost
                }
                throw refusal;
            }
            requireSameDigest(blob, response);
        }
    }

    private void requireSameDigest(Digest blob, Response response) {
        response.header("Docker-Content-Digest")
                .filter(stored -> stored.startsWith(blob.algorithm().id() + ":") && !stored.equals(blob.toString()))
                .ifPresent(stored -> {
                    throw mismatch(blob, "the registry stored it as another digest");
                });
    }

    /** end-14, DELETE: cancels a session. Any response is fine: the registry will drop the session some day. */
    void cancel(UploadSession session) {
        api.push(api.request("DELETE", session.location(), "cancelling an upload")
                        .once())
                .close();
    }

    /** Returns whether a refused upload may be that of a blob which is stored already; registries word that differently. */
    private static boolean mayBeDone(OciException refusal, int status) {
        return status / 100 == 4 && !NOT_FINAL.contains(status) && !(refusal instanceof ContentMismatchException);
    }

    /** Returns whether the registry has a blob, in one attempt; false when it does not say. */
    boolean isStored(Digest blob) {
        Request request = api.request("HEAD", api.at("/blobs/" + blob), "checking blob " + blob)
                .once();
        return Api.told(() -> api.push(request), response -> response.status() == 200)
                .orElse(false);
    }

    private OciException refusal(Request request, Response response, Digest blob) {
        List<RegistryError> errors = Failures.errors(response);
        if (errors.stream().anyMatch(error -> error.code().equals("DIGEST_INVALID"))) {
            return new ContentMismatchException(Problem.of(request.what() + " failed")
                    .at(api.where())
                    .because("the registry computed another digest for the content that was sent")
                    .answered(response.status(), errors));
        }
        return Failures.of(request, response);
    }

    private ContentMismatchException mismatch(Digest blob, String because) {
        return new ContentMismatchException(
                Problem.of("uploading blob " + blob + " failed").at(api.where()).because(because));
    }

    /** Returns the session at its newest location; a response may omit it, and then the previous one applies. */
    private UploadSession session(Request request, Response response, @Nullable UploadSession before) {
        Optional<String> location = response.header("Location").filter(text -> !text.isBlank());
        if (location.isEmpty() && before != null) {
            return UploadSession.of(before.location(), response, before.minimum());
        }
        if (location.isEmpty()) {
            throw refused(request, "the registry did not send an upload location");
        }
        try {
            URI next = Uris.upgrade(api.registry().base(), Uris.resolve(response.uri(), location.get()));
            if (request.uri().getScheme().equalsIgnoreCase("https")
                    && next.getScheme().equalsIgnoreCase("http")) {
                throw refused(request, "the upload location of the registry uses plain http");
            }
            return UploadSession.of(next, response, before == null ? 0 : before.minimum());
        } catch (IllegalArgumentException e) {
            throw refused(request, "the upload location of the registry is not an http or https address");
        }
    }

    private UnsupportedException refused(Request request, String because) {
        return new UnsupportedException(
                Problem.of(request.what() + " failed").at(api.where()).because(because));
    }
}
