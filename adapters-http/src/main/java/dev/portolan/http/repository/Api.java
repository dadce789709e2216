package dev.portolan.http.repository;

import dev.portolan.error.CancelledException;
import dev.portolan.error.DeniedException;
import dev.portolan.error.OciException;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.pipeline.Connection;
import dev.portolan.http.pipeline.Failures;
import dev.portolan.http.pipeline.Registry;
import dev.portolan.http.pipeline.Retryable;
import dev.portolan.http.pipeline.Scopes;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.model.RegistryReference;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** One repository of a registry, as the endpoint methods reach it. */
final class Api {
    private final Connection connection;
    private final Mirrors mirrors;
    private final String repository;
    private volatile boolean readOnly;
    private volatile Scopes mountable = Scopes.none();

    /**
     * A repository's API; the name is empty for the registry as a whole.
     *
     * @throws dev.portolan.error.InvalidReferenceException when the name does not follow the specification's grammar
     */
    Api(Connection connection, Mirrors mirrors, String repository) {
        this.connection = connection;
        this.mirrors = mirrors;
        this.repository = repository;
        if (!repository.isEmpty()) {
            RegistryReference.of(connection.registry().name(), repository); // refuses a malformed name
        }
    }

    String repository() {
        return repository;
    }

    Registry registry() {
        return connection.registry();
    }

    /** Returns the connection that all repositories of the registry share. */
    Connection connection() {
        return connection;
    }

    /** Returns the name of the repository in messages. */
    String where() {
        return repository.isEmpty() ? registry().name() : registry().name() + "/" + repository;
    }

    URI at(String path) {
        return registry().at(repository.isEmpty() ? path : "/v2/" + repository + path);
    }

    Request request(String method, URI uri, String what) {
        return Request.of(method, uri, what, where());
    }

    Request request(String method, String path, String what) {
        return request(method, at(path), what);
    }

    /** Reads content: from the first mirror that has it, otherwise from the registry itself. */
    Response read(Request request, String path) {
        List<String> failures = new ArrayList<>();
        return mirrors.read(request, path, failures::add)
                .orElseGet(() -> after(failures, () -> successful(request, pull(request), failures)));
    }

    /** Reads content from the registry itself, or a mirror that replaces it, because caches may be outdated. */
    Response readNewest(Request request, String path) {
        return newest(request, path, () -> pull(request));
    }

    private Response newest(Request request, String path, Supplier<Response> registry) {
        List<String> failures = new ArrayList<>();
        return mirrors.stat(request, path, failures::add).orElseGet(() -> after(failures, registry));
    }

    /** Lets the error of the registry say why its mirrors failed before it. */
    private static Response after(List<String> failures, Supplier<Response> registry) {
        try {
            return registry.get();
        } catch (CancelledException e) {
            throw e;
        } catch (OciException e) {
            throw failures.isEmpty()
                    ? e
                    : e.with(e.problem()
                            .also((failures.size() == 1 ? "its mirror failed too (" : "its mirrors failed too (")
                                    + String.join("; ", failures) + ")")
                            .causedBy(e));
        }
    }

    /** Refuses a failure after those of mirrors; what is missing is for the caller. */
    private static Response successful(Request request, Response response, List<String> failures) {
        if (failures.isEmpty() || response.succeeded() || response.status() == 404) {
            return response;
        }
        throw Failures.of(request, response);
    }

    Response pull(Request request) {
        return send(request, Scopes.pull(repository));
    }

    Response push(Request request) {
        return send(request, Scopes.push(repository));
    }

    /**
     * Sends a DELETE, or throws the error that {@code failure} makes of a refusal. If the response is lost, it has succeeded
     * if the content is gone.
     */
    void delete(Request request, Function<Response, OciException> failure) {
        try (Response response = delete(request)) {
            if (response.succeeded() || response.status() == 404 && response.repeated()) {
                return;
            }
            boolean look = response.repeated() || Retryable.status(response.status());
            if (!(look && isGone(request))) {
                throw failure.apply(response);
            }
        } catch (UnreachableException e) {
            if (e.status() != 0 || !isGone(request)) {
                throw e;
            }
        }
    }

    private boolean isGone(Request request) {
        Request head = request("HEAD", request.uri(), request.what()).once();
        return told(() -> delete(head), response -> response.status() == 404).orElse(false);
    }

    private Response delete(Request request) {
        return send(request, Scopes.delete(repository));
    }

    /** Requests the first token also for mounts from another repository, because they follow. */
    void expectMountsFrom(String other) {
        mountable = Scopes.pull(other);
    }

    /**
     * Checks whether a blob or manifest exists. Only pushes begin with this check; so with a credential, it requests a
     * token for pushing (and mounting, if that will follow) at once, which saves later tokens. If the token service
     * refuses that to a user who may only read, a token for reading is requested.
     */
    Response stat(Request request, String path) {
        return newest(request, path, () -> stat(request));
    }

    Response stat(Request request) {
        if (readOnly || !connection.hasCredential(repository)) {
            return pull(request);
        }
        Scopes mounts = mountable;
        if (!mounts.equals(Scopes.none())) {
            try {
                return send(request, Scopes.push(repository).and(mounts));
            } catch (DeniedException | UnauthenticatedException e) {
                mountable = Scopes.none(); // too much at once for this token service
            }
        }
        try {
            return push(request);
        } catch (DeniedException e) {
            Response response = pull(request);
            readOnly = true;
            return response;
        }
    }

    /**
     * Returns whether a registry, or a proxy in front of it, refuses HEAD, so that GET decides. 403 may also mean that
     * nothing may be read; then GET says so, with the registry's words.
     */
    static boolean refusesHead(int status) {
        return status == 400 || status == 403 || status == 405 || status == 406 || status == 501;
    }

    /**
     * Returns whether a registry, or a storage or firewall in front of it, refuses a range instead of ignoring it. 403 may
     * also mean that nothing may be read, and 500 that nothing works; then the request for the whole says so.
     */
    static boolean refusesRange(int status) {
        return switch (status) {
            case 400, 403, 405, 406, 412, 416, 417, 500, 501 -> true;
            default -> false;
        };
    }

    /** Returns the result of a check; empty when there is no response. */
    static <T> Optional<T> told(Supplier<Response> question, Function<Response, T> answer) {
        try (Response response = question.get()) {
            return Optional.of(answer.apply(response));
        } catch (CancelledException e) {
            throw e;
        } catch (OciException e) {
            return Optional.empty();
        }
    }

    Response send(Request request, Scopes scopes) {
        return connection.send(request, repository, scopes, false);
    }

    /** Returns the same, but another host that this is redirected to is asked once, since it may be no registry. */
    Response sendOnceElsewhere(Request request, Scopes scopes) {
        return connection.send(request, repository, scopes, true);
    }
}
