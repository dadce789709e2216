package dev.portolan.http.endpoint;

import dev.portolan.http.access.Authorization;
import dev.portolan.http.access.Login;
import dev.portolan.http.access.Registry;
import dev.portolan.http.access.Scopes;
import dev.portolan.http.pipeline.Redirects;
import dev.portolan.http.wire.Exchange;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import java.net.URI;

/** One repository of a registry, as the endpoint methods reach it: redirects, authorisation, and what lies below. */
public final class Api {
    private final Registry registry;
    private final Login login;
    private final Exchange below;
    private final String repository;

    /** A repository's API; the name is empty for the registry as a whole. */
    public Api(Registry registry, Login login, Exchange below, String repository) {
        this.registry = registry;
        this.login = login;
        this.below = below;
        this.repository = repository;
    }

    /** The repository's name within its registry. */
    public String repository() {
        return repository;
    }

    /** The registry that it lies in. */
    public Registry registry() {
        return registry;
    }

    /** What messages call it. */
    public String place() {
        return repository.isEmpty() ? registry.name() : registry.name() + "/" + repository;
    }

    URI at(String path) {
        return registry.at(repository.isEmpty() ? path : "/v2/" + repository + path);
    }

    Request request(String method, URI uri, String what) {
        return Request.of(method, uri, what, place());
    }

    Request request(String method, String path, String what) {
        return request(method, at(path), what);
    }

    Response pull(Request request) {
        return send(request, Scopes.pull(repository));
    }

    Response push(Request request) {
        return send(request, Scopes.push(repository));
    }

    /**
     * Asks whether a blob is there. Pushes begin with that, while pulls never ask it; so with a credential, this asks
     * for the right to push at once and saves the next token.
     */
    Response stat(Request request) {
        return login.hasCredential(repository) ? push(request) : pull(request);
    }

    Response send(Request request, Scopes scopes) {
        return new Redirects(new Authorization(below, login, repository, scopes)).send(request);
    }
}
