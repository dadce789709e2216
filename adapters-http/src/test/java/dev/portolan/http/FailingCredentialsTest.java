package dev.portolan.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.portolan.http.ScriptedRegistry.manifest;
import static dev.portolan.http.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.CancelledException;
import dev.portolan.error.DeniedException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import dev.portolan.port.Credential;
import dev.portolan.port.Repository;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A failing credential source: public content stays readable, and a refusal describes the failure. */
class FailingCredentialsTest {
    private static final ImageManifest MANIFEST =
            ImageManifest.builder().artifactType("application/x.test").build();
    private static final String PATH = "/v2/demo/tree/manifests/v1";
    private static final Tag TAG = Tag.of("v1");
    private static final String FAILURE = "docker-credential-gone is not installed";

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    private Repository failingWith(OciException failure) {
        return registry.repository(
                registry.transport(HttpTransport.builder().credentials((host, repository) -> {
                    throw failure;
                })),
                "demo/tree");
    }

    private Repository failing() {
        return failingWith(new UnauthenticatedException(Problem.of(FAILURE)));
    }

    @Test
    void public_content_is_read() {
        registry.on("GET", PATH, manifest(MANIFEST));

        assertThat(failing().manifest(TAG)).contains(MANIFEST);
        assertThat(registry.requests()).containsExactly("GET " + PATH);
    }

    @Test
    void public_content_is_read_with_an_anonymous_token() {
        registry.guard("Bearer realm=\"/token\"", "Bearer abc", MANIFEST);
        registry.on("GET", "/token?scope=repository:demo/tree:pull", aResponse().withBody("{\"token\":\"abc\"}"));

        assertThat(failing().manifest(TAG)).contains(MANIFEST);
    }

    @Test
    void a_registry_that_requires_a_login_reports_the_failed_source() {
        registry.on("GET", PATH, status(401).withHeader("WWW-Authenticate", "Basic realm=\"r\""));

        assertThatThrownBy(() -> failing().manifest(TAG))
                .isInstanceOf(UnauthenticatedException.class)
                .hasMessageContaining("without credentials")
                .hasMessageContaining(FAILURE);
    }

    @Test
    void a_token_service_that_requires_a_login_reports_the_failed_source() {
        registry.guard("Bearer realm=\"/token\"", "Bearer abc", MANIFEST);
        registry.on("GET", "/token?scope=repository:demo/tree:pull", status(403));

        assertThatThrownBy(() -> failing().manifest(TAG))
                .isInstanceOf(OciException.class)
                .hasMessageContaining(FAILURE);
    }

    @Test
    void a_denied_push_reports_the_failed_source() {
        registry.on("PUT", PATH, status(403));

        assertThatThrownBy(() -> failing().put(TAG, MANIFEST))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining(FAILURE);
    }

    @Test
    void a_recovered_source_is_used_by_the_next_request() {
        registry.guard("Basic realm=\"r\"", "Basic YTpi", MANIFEST);
        AtomicInteger asked = new AtomicInteger();
        Repository repository = registry.repository(
                registry.transport(HttpTransport.builder().credentials((host, name) -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new StorageException(Problem.of(FAILURE));
                    }
                    return Optional.of(Credential.password("a", "b"));
                })),
                "demo/tree");

        assertThatThrownBy(() -> repository.manifest(TAG)).hasMessageContaining(FAILURE);
        assertThat(repository.manifest(TAG)).contains(MANIFEST);
    }

    @Test
    void an_interrupt_is_not_mistaken_for_a_failure_of_the_source() {
        Repository repository = failingWith(new CancelledException(Problem.of("interrupted")));

        assertThatThrownBy(() -> repository.manifest(TAG)).isInstanceOf(CancelledException.class);
        assertThat(registry.requests()).isEmpty();
    }
}
