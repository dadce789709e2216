package dev.portolan.guide;

import dev.portolan.http.config.RequestEvent;
import dev.portolan.http.config.RequestListener;
import dev.portolan.http.config.RequestStart;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Micrometer: a timer per host, method and status, counters of bytes, and the trace that is current. */
final class MicrometerRequests implements RequestListener {
    private final MeterRegistry meters;
    private final Supplier<Optional<String>> traceparent;

    /** The supplier returns the value of the W3C header for the current span, from the tracer in use. */
    MicrometerRequests(MeterRegistry meters, Supplier<Optional<String>> traceparent) {
        this.meters = meters;
        this.traceparent = traceparent;
    }

    @Override
    public Map<String, String> started(RequestStart start) {
        return traceparent.get().map(value -> Map.of("traceparent", value)).orElse(Map.of());
    }

    @Override
    public void requested(RequestEvent event) {
        String host = event.uri().getAuthority();
        Timer.builder("oci.requests")
                .tag("host", host)
                .tag("method", event.method())
                .tag("status", event.status() == 0 ? "none" : String.valueOf(event.status()))
                .register(meters)
                .record(event.took());
        bytes("sent", host).increment(event.sent());
        bytes("received", host).increment(event.received());
    }

    @Override
    public void waiting(String host, Duration pause) {
        meters.counter("oci.retries", "host", host).increment();
    }

    private Counter bytes(String direction, String host) {
        return Counter.builder("oci.bytes")
                .baseUnit("bytes")
                .tag("direction", direction)
                .tag("host", host)
                .register(meters);
    }
}
