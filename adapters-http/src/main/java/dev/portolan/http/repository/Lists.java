package dev.portolan.http.repository;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.http.pipeline.Failures;
import dev.portolan.http.pipeline.Scopes;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.Uris;
import dev.portolan.internal.json.Json;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Lists tags, referrers and repositories. */
final class Lists {
    private static final String PAGE = "?n=1000"; // more is an error on ECR

    private final Api api;

    /** The lists of a repository, or of a registry as a whole. */
    Lists(Api api) {
        this.api = api;
    }

    /**
     * end-1: checks that the host is a registry and accepts the credentials.
     *
     * @throws dev.portolan.error.UnauthenticatedException when it does not accept the credentials
     * @throws dev.portolan.error.NotFoundException when it is not a registry
     */
    void check() {
        Request request = api.request("GET", "/v2/", "logging in");
        try (Response response = api.send(request, Scopes.none())) {
            if (!response.succeeded()) {
                throw Failures.of(request, response);
            }
        }
    }

    /**
     * end-8b: whether the repository exists. Only a list of tags tells: for a manifest, docker-registry gives the same
     * response in a repository that exists and in one that does not. Asks once; without a clear answer, it exists.
     */
    boolean exists() {
        Request request = api.request("GET", api.at("/tags/list?n=1"), "checking the repository")
                .once();
        return Api.told(
                        () -> api.stat(request),
                        response -> response.status() != 404
                                || Failures.errors(response).stream()
                                        .noneMatch(error -> error.code().equals("NAME_UNKNOWN")))
                .orElse(true);
    }

    /** end-8a and end-8b: the tags, in the registry's order. */
    Stream<String> tags() {
        return names(Scopes.pull(api.repository()), "listing tags", "/tags/list", "tags");
    }

    private Stream<String> names(Scopes scopes, String what, String path, String member) {
        URI first = api.at(path + PAGE);
        return new Pages<>(
                        api, scopes, what, first, page -> Json.parseObject(page).strings(member))
                .stream();
    }

    /**
     * end-12a and end-12b: the manifests whose subject is this one. Some registries answer with a web page, or redirect
     * to one; whatever is not an index means that they have no such endpoint.
     *
     * @param artifactType what to ask for; empty for all. Not every registry heeds it
     * @return empty when the registry has no such endpoint
     */
    Optional<Stream<Descriptor>> referrers(Digest subject, String artifactType) {
        URI uri = api.at("/referrers/" + subject);
        return new Pages<>(
                        api,
                        Scopes.pull(api.repository()),
                        "listing referrers of " + subject,
                        artifactType.isEmpty() ? uri : Uris.withParameter(uri, "artifactType", artifactType),
                        ReferrersPage::parse)
                .streamIfList();
    }

    /**
     * Returns names as values, without those that break the grammar: they cannot be asked for, and must not hide the
     * others. Nexus lists digests among the tags, and old registries have upper case in names.
     */
    static <T> Stream<T> wellFormed(Stream<String> names, Function<String, T> parse) {
        return names.flatMap(name -> {
            try {
                return Stream.of(parse.apply(name));
            } catch (InvalidReferenceException e) {
                return Stream.empty();
            }
        });
    }

    /** Returns the repositories; outside of the specification, but common. */
    Stream<String> repositories() {
        return names(Scopes.catalog(), "listing repositories", "/v2/_catalog", "repositories");
    }
}
