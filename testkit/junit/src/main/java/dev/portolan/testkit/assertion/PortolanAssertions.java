package dev.portolan.testkit.assertion;

import dev.portolan.model.Manifest;
import dev.portolan.port.Repository;
import dev.portolan.registry.server.RequestLog;

/**
 * The entry point of all assertions. Import {@code assertThat} from here in addition to AssertJ's own:
 *
 * <pre>{@code
 * import static dev.portolan.testkit.assertion.PortolanAssertions.assertThat;
 *
 * assertThat(server.requests()).containsExactly("GET /v2/demo/tree/manifests/v1", "GET /v2/demo/tree/blobs/*");
 * assertThat(repository).hasTags("latest", "v1").isWhole(Tag.of("v1"));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class PortolanAssertions {
    private PortolanAssertions() {}

    /** Returns assertions for a manifest or index. */
    public static ManifestAssert assertThat(Manifest actual) {
        return new ManifestAssert(actual);
    }

    /** Returns assertions for the content of a repository. */
    public static RepositoryAssert assertThat(Repository actual) {
        return new RepositoryAssert(actual);
    }

    /** Returns assertions for the requests to a server. */
    public static RequestLogAssert assertThat(RequestLog actual) {
        return new RequestLogAssert(actual);
    }
}
