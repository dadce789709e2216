package dev.portolan.registry.server;

import dev.portolan.error.OciException;
import dev.portolan.registry.wire.Handler;
import dev.portolan.registry.wire.Request;
import dev.portolan.registry.wire.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The steps of each request: the log, the faults, the rate limit, and the endpoint, whose errors become those of the
 * specification.
 */
final class Pipeline implements Handler {
    private final RequestLog log;
    private final Faults faults;
    private final Optional<RateLimit> limit;
    private final ServerBehavior behavior;
    private final Consumer<String> failures;
    private final Handler endpoint;

    Pipeline(
            RequestLog log,
            Faults faults,
            Optional<RateLimit> limit,
            ServerBehavior behavior,
            Consumer<String> failures,
            Handler endpoint) {
        this.log = log;
        this.faults = faults;
        this.limit = limit;
        this.behavior = behavior;
        this.failures = failures;
        this.endpoint = endpoint;
    }

    @Override
    public void handle(Request request, Response response) throws IOException {
        List<Fault> affecting = faults.affecting(request.method(), request.path());
        log.record(request, affecting);
        response.headers().set("Docker-Distribution-API-Version", "registry/2.0");
        behavior.warnings().forEach(text -> response.headers().add("Warning", "299 - \"" + text + "\""));
        for (Fault fault : affecting) {
            fault.apply(request, response, faults);
            if (response.begun()) {
                return;
            }
        }
        try {
            limit.ifPresent(RateLimit::take);
            endpoint.handle(request, response);
        } catch (Refusal refusal) {
            refuse(request, refusal, response);
        } catch (OciException failure) {
            if (request.bodyBroken()) {
                throw new IOException(failure); // the client disconnected while sending
            }
            refuse(request, Refusal.of(failure), response);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void refuse(Request request, Refusal refusal, Response response) throws IOException {
        if (refusal.status() >= 500) {
            failures.accept(request.method() + " " + request.path() + " failed (HTTP " + refusal.status() + "): "
                    + refusal.detail());
        }
        if (response.begun()) {
            throw new IOException(refusal); // too late for a response: the connection ends short
        }
        refusal.send(response);
    }
}
