package dev.portolan.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.portolan.http.ScriptedRegistry.manifest;
import static dev.portolan.http.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.portolan.error.DeniedException;
import dev.portolan.error.ThrottledException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens when a registry asks to be left alone, or breaks. */
class ThrottlingTest {
    private static final ImageManifest MANIFEST =
            ImageManifest.builder().artifactType("application/x.test").build();
    private static final String PATH = "/v2/demo/tree/manifests/v1";
    private static final Tag TAG = Tag.of("v1");

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    private List<Duration> pausesAfter(ResponseDefinitionBuilder answer) {
        registry.on("GET", PATH, answer, manifest(MANIFEST));

        assertThat(registry.repository().manifest(TAG)).contains(MANIFEST);
        assertThat(registry.requests()).hasSize(2);
        return registry.time.pauses();
    }

    @Test
    void retry_after_in_seconds_is_honoured() {
        assertThat(pausesAfter(status(429).withHeader("Retry-After", "7"))).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void retry_after_as_a_date_is_honoured() {
        assertThat(pausesAfter(status(503).withHeader("Retry-After", "Wed, 01 Jan 2025 00:00:09 GMT")))
                .containsExactly(Duration.ofSeconds(9));
    }

    @Test
    void a_date_is_read_by_the_registrys_clock() {
        assertThat(pausesAfter(status(503)
                        .withHeader("Date", "Fri, 01 Jan 1999 00:00:00 GMT")
                        .withHeader("Retry-After", "Fri, 01 Jan 1999 00:00:09 GMT")))
                .containsExactly(Duration.ofSeconds(9));
    }

    @Test
    void without_a_date_header_our_clock_counts() {
        assertThat(pausesAfter(status(503)
                        .withHeader("Date", "yesterday")
                        .withHeader("Retry-After", "Wed, 01 Jan 2025 00:00:09 GMT")))
                .containsExactly(Duration.ofSeconds(9));
    }

    @Test
    void a_huge_retry_after_is_capped() {
        assertThat(pausesAfter(status(429).withHeader("Retry-After", "86400"))).containsExactly(Duration.ofMinutes(1));
    }

    @Test
    void a_malformed_retry_after_is_ignored() {
        assertThat(pausesAfter(status(429).withHeader("Retry-After", "soon"))).containsExactly(Duration.ofMillis(200));
    }

    @Test
    void pauses_grow_and_the_attempts_end() {
        registry.on("GET", PATH, status(429));

        assertThatThrownBy(() -> registry.repository().manifest(TAG))
                .isInstanceOfSatisfying(
                        ThrottledException.class, e -> assertThat(e.retryable()).isTrue());
        assertThat(registry.requests()).hasSize(5);
        assertThat(registry.time.pauses())
                .startsWith(
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(800),
                        Duration.ofMillis(1600));
    }

    @Test
    void one_response_slows_all_requests_to_the_host() {
        registry.on("GET", PATH, status(429).withHeader("Retry-After", "5"));
        HttpTransport transport = registry.transport(HttpTransport.builder()
                .defaults(HostConfig.builder().attempts(1).build()));
        assertThatThrownBy(() -> registry.repository(transport, "demo/tree").manifest(TAG))
                .isInstanceOf(ThrottledException.class);

        registry.repository(transport, "demo/other").manifest(TAG);

        assertThat(registry.time.pauses()).containsExactly(Duration.ofSeconds(5));
    }

    @Test
    void a_broken_connection_is_retried() {
        // The JDK's client may have tried it again by itself, without a pause.
        assertThat(pausesAfter(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)))
                .hasSizeLessThan(2);
    }

    @Test
    void a_response_that_breaks_off_is_requested_again() {
        assertThat(pausesAfter(aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE)))
                .hasSize(1);
    }

    @Test
    void a_gateway_that_stays_broken_is_unreachable() {
        registry.on("GET", PATH, status(502));

        assertThatThrownBy(() -> registry.repository().manifest(TAG)).isInstanceOf(UnreachableException.class);
    }

    @Test
    void a_permanent_failure_is_not_retried() {
        registry.on("GET", PATH, status(403));

        assertThatThrownBy(() -> registry.repository().manifest(TAG)).isInstanceOf(DeniedException.class);
        assertThat(registry.requests()).hasSize(1);
    }
}
