package dev.portolan.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.portolan.http.ScriptedRegistry.manifest;
import static dev.portolan.http.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.DeniedException;
import dev.portolan.error.OciException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RequestEvent;
import dev.portolan.http.config.RequestListener;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which responses are retried, and for how long. */
class RetriesTest {
    private static final ImageManifest MANIFEST =
            ImageManifest.builder().artifactType("application/x.test").build();
    private static final String PATH = "/v2/demo/tree/manifests/v1";
    private static final Tag TAG = Tag.of("v1");

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    private Repository repository(HostConfig.Builder config) {
        return registry.repository(registry.transport(HttpTransport.builder().defaults(config.build())), "demo/tree");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {408, 425, 429, 500, 502, 503, 504, 507, 509, 520, 521, 522, 523, 524, 525, 526, 527, 530, 598, 599})
    void a_transient_response_is_retried(int status) {
        registry.on("GET", PATH, status(status), manifest(MANIFEST));
        registry.on("PUT", PATH, status(status), status(201));

        assertThat(registry.repository().manifest(TAG)).contains(MANIFEST);
        registry.repository().put(TAG, MANIFEST);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 405, 410, 418, 422, 451, 499, 501, 505})
    void a_response_that_will_not_change_is_final(int status) {
        registry.on("GET", PATH, status(status), manifest(MANIFEST));

        assertThatThrownBy(() -> registry.repository().manifest(TAG)).isInstanceOf(OciException.class);
        assertThat(registry.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void a_refusal_with_the_status_of_a_transient_failure_is_final(int status) {
        registry.on(
                "GET", PATH, status(status).withBody("{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no access\"}]}"));

        assertThatThrownBy(() -> registry.repository().manifest(TAG))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("no access");
        assertThat(registry.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void an_outage_of_half_a_minute_is_survived(int status) {
        registry.on("GET", PATH, status(status));

        assertThatThrownBy(() -> registry.repository().manifest(TAG)).isInstanceOf(UnreachableException.class);
        assertThat(slept()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    @Test
    void the_first_request_after_an_outage_does_not_wait_for_it() {
        registry.on("GET", PATH, status(503));
        Repository repository = registry.repository();
        assertThatThrownBy(() -> repository.manifest(TAG)).isInstanceOf(UnreachableException.class);
        Duration before = slept();

        registry.on("GET", PATH, status(404));

        assertThat(repository.manifest(TAG)).isEmpty();
        assertThat(slept()).isEqualTo(before);
    }

    @Test
    void other_failures_end_after_the_attempts() {
        registry.on("GET", PATH, status(500));

        assertThatThrownBy(() -> registry.repository().manifest(TAG)).isInstanceOf(UnreachableException.class);
        assertThat(registry.requests()).hasSize(5);
    }

    @Test
    void the_longest_outage_can_be_configured() {
        registry.on("GET", PATH, status(503));

        assertThatThrownBy(() -> repository(HostConfig.builder().retryFor(Duration.ofMinutes(5)))
                        .manifest(TAG))
                .isInstanceOf(UnreachableException.class);
        assertThat(slept()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
    }

    @Test
    void a_single_attempt_is_one_request() {
        registry.on("GET", PATH, status(503));

        assertThatThrownBy(() -> repository(HostConfig.builder().attempts(1)).manifest(TAG))
                .isInstanceOf(UnreachableException.class);
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void a_host_that_only_ever_refused_connections_is_abandoned_soon() {
        Repository repository = registry.repository();
        registry.stop();

        assertThatThrownBy(() -> repository.manifest(TAG)).isInstanceOf(UnreachableException.class);
        assertThat(slept()).isLessThan(Duration.ofSeconds(1));
        registry.start();
    }

    @Test
    void a_host_that_answered_before_is_waited_for_when_it_refuses_connections() {
        HttpTransport transport = HttpTransport.builder()
                .time(registry.time)
                .listener(registry.log)
                .build();
        registry.on("GET", PATH, manifest(MANIFEST));
        Repository repository = registry.repository(transport, "demo/tree");
        assertThat(repository.manifest(TAG)).isPresent();
        registry.stop();

        assertThatThrownBy(() -> repository.manifest(TAG)).isInstanceOf(UnreachableException.class);
        assertThat(slept()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
        transport.close();
        registry.start();
    }

    @Test
    void the_listener_observes_long_pauses() {
        registry.on("GET", PATH, aResponse().withStatus(503).withHeader("Retry-After", "7"), manifest(MANIFEST));
        List<String> heard = new ArrayList<>();
        RequestListener listener = new RequestListener() {
            @Override
            public void requested(RequestEvent event) {}

            @Override
            public void waiting(String host, Duration pause) {
                heard.add(host + " " + pause);
            }
        };
        try (HttpTransport transport =
                HttpTransport.builder().listener(listener).time(registry.time).build()) {
            assertThat(registry.repository(transport, "demo/tree").manifest(TAG))
                    .contains(MANIFEST);
        }

        assertThat(heard).containsExactly(registry.host() + " PT7S");
    }

    @Test
    void a_silent_mirror_costs_at_most_ten_seconds() {
        List<Duration> timeouts = new ArrayList<>();
        HostConfig registrys = HostConfig.builder().mirror("mirror.example").build();
        try (HttpTransport transport = HttpTransport.builder()
                .host("registry.example", registrys)
                .host(
                        "patient.example",
                        HostConfig.builder()
                                .responseTimeout(Duration.ofMinutes(5))
                                .build())
                .build()) {
            for (String host : List.of("registry.example", "mirror.example", "patient.example", "other.example")) {
                timeouts.add(transport.config(host).responseTimeout());
            }
        }

        assertThat(timeouts)
                .containsExactly(
                        Duration.ofMinutes(1), Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofMinutes(1));
    }

    private Duration slept() {
        return registry.time.pauses().stream().reduce(Duration.ZERO, Duration::plus);
    }
}
