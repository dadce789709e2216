package dev.portolan.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.http.HttpTransport;
import dev.portolan.http.config.RequestListener;
import dev.portolan.registry.server.RecordedRequest;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.junit.RegistryExtension;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The recipes of docs/observability.md, with the real libraries and a real registry. */
@ExtendWith(RegistryExtension.class)
class ObservabilityGuideTest {
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @RegisterExtension
    static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

    private static void publish(RegistryServer registry, RequestListener listener) {
        HttpTransport registries = HttpTransport.builder().listener(listener).build();
        try (OciClient client = OciClient.of(registries)) {
            new Publisher(client).publish(registry.host() + "/demo/letter:v1", "Dear reader,");
        }
    }

    private static List<String> headers(RegistryServer registry, String name) {
        return registry.requests().all().stream()
                .map(request -> header(request, name))
                .toList();
    }

    private static String header(RecordedRequest request, String name) {
        return request.header(name).orElse("");
    }

    @Test
    void micrometer_times_every_request_and_counts_bytes(RegistryServer registry) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();

        publish(registry, new MicrometerRequests(meters, () -> Optional.of(TRACE)));

        int requests = registry.requests().all().size();
        assertThat(meters.find("oci.requests").timers().stream()
                        .mapToLong(Timer::count)
                        .sum())
                .isEqualTo(requests);
        assertThat(meters.get("oci.requests")
                        .tags("host", registry.host(), "method", "HEAD", "status", "404")
                        .timer()
                        .count())
                .isPositive();
        assertThat(meters.get("oci.bytes").tag("direction", "sent").counter().count())
                .isGreaterThan("Dear reader,".length());
        assertThat(headers(registry, "traceparent")).hasSize(requests).containsOnly(TRACE);
    }

    @Test
    void opentelemetry_has_a_span_per_request_and_the_registry_gets_its_id(RegistryServer registry) {
        Span job = TELEMETRY
                .getOpenTelemetry()
                .getTracer("test")
                .spanBuilder("job")
                .startSpan();

        publish(registry, new OpenTelemetryRequests(TELEMETRY.getOpenTelemetry(), job.storeInContext(Context.root())));
        job.end();

        List<SpanData> spans = TELEMETRY.getSpans().stream()
                .filter(span -> span.getKind() == SpanKind.CLIENT)
                .toList();
        assertThat(spans)
                .hasSameSizeAs(registry.requests().all())
                .allSatisfy(span -> assertThat(span.getParentSpanId())
                        .isEqualTo(job.getSpanContext().getSpanId()));
        assertThat(headers(registry, "traceparent"))
                .extracting(header -> header.substring(0, header.lastIndexOf('-'))) // flags follow
                .containsExactlyInAnyOrderElementsOf(spans.stream()
                        .map(span -> "00-" + span.getTraceId() + "-" + span.getSpanId())
                        .toList());
    }

    @Test
    void the_logger_of_the_page_gets_a_line_per_request(RegistryServer registry) {
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public synchronized void publish(LogRecord line) {
                lines.add(String.valueOf(line.getParameters()[0]));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        Logger logger = Logger.getLogger("com.example.registry");
        logger.setLevel(Level.FINE);
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);

        publish(registry, RequestListener.logging(System.getLogger("com.example.registry")));

        assertThat(lines).hasSameSizeAs(registry.requests().all());
    }
}
