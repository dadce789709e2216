package dev.portolan.testkit.contract;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.Credential;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Plain requests to a registry, in two repositories that no other test uses. */
final class Wire {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final URI registry;
    private final WireLogin login;
    private final String namespace;
    private final String id = UUID.randomUUID().toString();

    Wire(URI registry, Optional<Credential> credential, String namespace) {
        this.registry = registry;
        this.login = new WireLogin(credential);
        this.namespace = namespace;
    }

    /** Returns the first repository. */
    String name() {
        return namespace + "/one-" + id;
    }

    /** Returns the second one. */
    String otherName() {
        return namespace + "/two-" + id;
    }

    /** Returns a path within the first repository: {@code /v2/NAME/…}. */
    String path(String rest) {
        return "/v2/" + name() + "/" + rest;
    }

    /** Returns a path within the second repository. */
    String otherPath(String rest) {
        return "/v2/" + otherName() + "/" + rest;
    }

    /** A response, with its resolved Location. */
    record Response(URI asked, int status, HttpResponse<byte[]> response) {
        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        boolean isRedirect() {
            return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        }

        /** Requires the status of content that was pushed. */
        void require(int expected, String what) {
            if (status != expected) {
                throw new IllegalStateException(asked.getAuthority() + ": " + what + " cannot be pushed (HTTP " + status
                        + ", expected " + expected + ")");
            }
        }

        byte[] body() {
            return response.body();
        }

        /** Returns the Location, resolved against the request. */
        String location() {
            return asked.resolve(header("Location").orElse("")).toString();
        }

        /** Returns the Location with a parameter more. */
        String location(String name, Object value) {
            String location = location();
            return location + (location.indexOf('?') < 0 ? "?" : "&") + name + "=" + value;
        }
    }

    Response send(String method, String target, byte[] body, String... headers) {
        return send(method, target, BodyPublishers.ofByteArray(body), headers);
    }

    Response send(String method, String target, String... headers) {
        return send(method, target, BodyPublishers.noBody(), headers);
    }

    /** Ends an upload with the rest of the content. */
    Response finish(Response upload, Digest digest, byte[] rest) {
        return send("PUT", upload.location("digest", digest), rest, "Content-Type", MediaTypes.OCTET_STREAM);
    }

    /** Pushes a blob to the first repository, under its SHA-256. */
    Descriptor push(byte[] content) {
        return push(path("blobs/uploads/"), DigestAlgorithm.SHA256, content);
    }

    /**
     * Pushes a blob with POST and PUT.
     *
     * @param uploads where uploads begin
     * @throws IllegalStateException when the registry does not accept it
     */
    Descriptor push(String uploads, DigestAlgorithm algorithm, byte[] content) {
        Digest digest = Digest.of(algorithm, content);
        Response begun = send("POST", uploads);
        begun.require(202, "an upload");
        finish(begun, digest, content).require(201, "a blob");
        return Descriptor.of(MediaTypes.OCTET_STREAM, digest, content.length);
    }

    /** Puts a manifest into the first repository. */
    Response put(String reference, Manifest manifest) {
        return send("PUT", path("manifests/" + reference), manifest.bytes(), "Content-Type", manifest.mediaType());
    }

    /** Sends a body without a declared length. */
    Response stream(String method, String target, byte[] body, String... headers) {
        return send(method, target, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), headers);
    }

    private Response send(String method, String target, BodyPublisher body, String... headers) {
        URI address = registry.resolve(target);
        // A token for a mount opens both repositories; other requests must not profit from it.
        String scope = method + " " + address.getPath() + (target.contains("from=") ? " from" : "");
        Response answer = sendOnce(method, address, body, login.known(scope), headers);
        if (answer.status() == 401) {
            Optional<String> challenged = login.answer(scope, address, answer.header("WWW-Authenticate"));
            if (challenged.isPresent()) {
                answer = sendOnce(method, address, body, challenged, headers);
            }
        }
        return answer.isRedirect() && method.equals("GET") ? follow(answer, headers) : answer;
    }

    /** Follows a redirect to storage, without credentials. */
    private static Response follow(Response redirect, String... headers) {
        URI address = URI.create(redirect.location());
        return sendOnce("GET", address, BodyPublishers.noBody(), Optional.empty(), headers);
    }

    private static Response sendOnce(
            String method, URI address, BodyPublisher body, Optional<String> authorization, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).method(method, body).timeout(PATIENCE);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        authorization.ifPresent(value -> request.header("Authorization", value));
        HttpResponse<byte[]> response = exchange(request.build());
        return new Response(address, response.statusCode(), response);
    }

    /** Sends a request as it is. */
    static HttpResponse<byte[]> exchange(HttpRequest request) {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri() + ": no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
