package dev.portolan.guide;

import dev.portolan.http.config.RequestEvent;
import dev.portolan.http.config.RequestListener;
import dev.portolan.http.config.RequestStart;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** OpenTelemetry: a client span per request, which the registry's own traces continue. */
final class OpenTelemetryRequests implements RequestListener {
    private final OpenTelemetry telemetry;
    private final Context parent;
    private final Map<Long, Span> spans = new ConcurrentHashMap<>();

    /** Transfers run on threads of the client, so the parent of all spans is given here. */
    OpenTelemetryRequests(OpenTelemetry telemetry, Context parent) {
        this.telemetry = telemetry;
        this.parent = parent;
    }

    @Override
    public Map<String, String> started(RequestStart start) {
        Span span = telemetry
                .getTracer("dev.portolan")
                .spanBuilder(start.method())
                .setParent(parent)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("http.request.method", start.method())
                .setAttribute("url.full", start.uri().toString())
                .setAttribute("server.address", start.uri().getHost())
                .startSpan();
        spans.put(start.id(), span);
        Map<String, String> headers = new HashMap<>();
        telemetry.getPropagators().getTextMapPropagator().inject(span.storeInContext(parent), headers, Map::put);
        return headers;
    }

    @Override
    public void requested(RequestEvent event) {
        Span span = spans.remove(event.id());
        if (span == null) {
            return;
        }
        if (event.status() == 0 || event.status() >= 400) {
            span.setStatus(StatusCode.ERROR);
        }
        span.setAttribute("http.response.status_code", event.status());
        span.setAttribute("http.request.body.size", event.sent());
        span.setAttribute("http.response.body.size", event.received());
        span.end();
    }
}
