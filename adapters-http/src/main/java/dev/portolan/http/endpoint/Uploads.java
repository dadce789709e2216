package dev.portolan.http.endpoint;

import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.RegistryError;
import dev.portolan.error.UnsupportedException;
import dev.portolan.http.access.Scopes;
import dev.portolan.http.pipeline.Failures;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.RequestBody;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.Uris;
import dev.portolan.model.Digest;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Uploads blobs. A session is its newest {@code Location}, opaque to us. */
public final class Uploads {
    private static final String OCTETS = "application/octet-stream";

    private final Api api;

    /** The uploads of a repository. */
    public Uploads(Api api) {
        this.api = api;
    }

    /** What messages call the repository. */
    public String place() {
        return api.place();
    }

    /**
     * end-4a, POST: opens a session. Without a body: with one, many registries answer 202 all the same, and then
     * everything travels twice.
     */
    public URI start() {
        Request request = api.request("POST", "/blobs/uploads/", "starting an upload");
        try (Response response = api.push(request)) {
            if (response.status() != 202) {
                throw Failures.of(request, response);
            }
            return location(request, response);
        }
    }

    /**
     * end-11, POST: mounts a blob of another repository.
     *
     * @return empty when it is mounted; the session to upload to when the registry would rather have that
     * @throws OciException when it does neither
     */
    public Optional<URI> mount(Digest blob, String from) {
        URI uri = Uris.withParameter(api.at("/blobs/uploads/"), "mount", blob.toString());
        Request request = api.request("POST", Uris.withParameter(uri, "from", from), "mounting blob " + blob);
        Scopes scopes = Scopes.push(api.repository()).and(Scopes.pull(from));
        try (Response response = api.send(request, scopes)) {
            return switch (response.status()) {
                case 201 -> Optional.empty();
                case 202 -> Optional.of(location(request, response));
                default -> throw Failures.of(request, response);
            };
        }
    }

    /** end-6, PUT: sends the content, or its last part, and closes the session. */
    public void finish(URI session, Digest blob, RequestBody body) {
        Request request = api.request(
                        "PUT", Uris.withParameter(session, "digest", blob.toString()), "uploading blob " + blob)
                .with("Content-Type", OCTETS)
                .with(body)
                .once();
        try (Response response = api.push(request)) {
            if (!response.succeeded()) {
                throw refusal(request, response, blob);
            }
            response.header("Docker-Content-Digest")
                    .filter(stored -> stored.startsWith(blob.algorithm().id() + ":") && !stored.equals(blob.toString()))
                    .ifPresent(stored -> {
                        throw mismatch(blob, "the registry stored it as another digest");
                    });
        }
    }

    /** end-5, PATCH: sends content of unknown length in one stream. */
    public URI stream(URI session, RequestBody body) {
        Request request = api.request("PATCH", session, "uploading a blob")
                .with("Content-Type", OCTETS)
                .with(body)
                .once();
        try (Response response = api.push(request)) {
            if (!response.succeeded()) {
                throw Failures.of(request, response);
            }
            return location(request, response);
        }
    }

    /** end-14, DELETE: gives a session up. Best effort: that the registry will not, or knows none, is no failure. */
    public void cancel(URI session) {
        Request request = api.request("DELETE", session, "cancelling an upload").once();
        api.push(request).close();
    }

    private OciException refusal(Request request, Response response, Digest blob) {
        List<RegistryError> errors = Failures.errors(response);
        if (errors.stream().anyMatch(error -> error.code().equals("DIGEST_INVALID"))) {
            return mismatch(blob, "the registry computed another digest from what was sent");
        }
        return Failures.of(request, response, errors, "");
    }

    private ContentMismatchException mismatch(Digest blob, String because) {
        return new ContentMismatchException(
                Problem.of("uploading blob " + blob + " failed").at(api.place()).because(because));
    }

    private URI location(Request request, Response response) {
        String location = response.header("Location").orElse("");
        try {
            if (!location.isEmpty()) {
                return Uris.resolve(response.uri(), location);
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new UnsupportedException(Problem.of(request.what() + " failed")
                .at(api.place())
                .because("the registry named no address to upload to"));
    }
}
