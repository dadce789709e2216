package dev.portolan.http.endpoint;

import dev.portolan.http.access.Scopes;
import java.util.stream.Stream;

/** Lists tags and repositories. */
public final class Lists {
    private static final String PAGE = "?n=1000"; // more is an error on ECR

    private final Api api;

    /** The lists of a repository, or of a registry as a whole. */
    public Lists(Api api) {
        this.api = api;
    }

    /** end-8a and end-8b: the tags, in the registry's order. */
    public Stream<String> tags() {
        return Pages.stream(
                api,
                Scopes.pull(api.repository()),
                "listing tags",
                api.at("/tags/list" + PAGE),
                page -> page.strings("tags"));
    }

    /** The repositories; outside of the specification, but common. */
    public Stream<String> repositories() {
        return Pages.stream(
                api,
                Scopes.catalog(),
                "listing repositories",
                api.at("/v2/_catalog" + PAGE),
                page -> page.strings("repositories"));
    }
}
