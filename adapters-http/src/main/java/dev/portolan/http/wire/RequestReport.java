package dev.portolan.http.wire;

import dev.portolan.http.config.RequestEvent;
import dev.portolan.http.config.RequestListener;
import dev.portolan.http.config.RequestStart;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Reports one request to the listener: before it is sent, and when it is over, because its response was read or closed, or
 * none came.
 */
final class RequestReport {
    private static final Set<String> CREDENTIALS = Set.of("authorization", "proxy-authorization", "cookie");

    private final long id;
    private final Request request;
    private final RequestListener listener;
    private final LongSupplier sent;
    private final LongSupplier received;
    private final AtomicBoolean told = new AtomicBoolean();
    private final long startedAt = System.nanoTime();
    private volatile int status;

    /**
     * The report of a request that begins now.
     *
     * @param request as {@link #announced}
     * @param sent the bytes of the request's body that were sent so far
     * @param received the bytes of the response's body that arrived so far
     */
    RequestReport(long id, Request request, RequestListener listener, LongSupplier sent, LongSupplier received) {
        this.id = id;
        this.request = request;
        this.listener = listener;
        this.sent = sent;
        this.received = received;
    }

    /** Tells the listener that a request begins, and returns the request with the headers that the listener adds. */
    static Request announced(long id, Request request, RequestListener listener) {
        Map<String, String> headers =
                listener.started(new RequestStart(id, request.method(), Uris.withoutQuery(request.uri())));
        Request announced = request;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (request.header(header.getKey()).isEmpty() && isSendable(header.getKey(), header.getValue())) {
                announced = announced.with(header.getKey(), header.getValue());
            }
        }
        return announced;
    }

    private static boolean isSendable(String name, String value) {
        if (CREDENTIALS.contains(name.toLowerCase(Locale.ROOT))) {
            return false;
        }
        try {
            HttpRequest.newBuilder().setHeader(name, value);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns when the request began, by {@link System#nanoTime}. */
    long startedAt() {
        return startedAt;
    }

    /** Notes the status of the response, whose body is still to be read. */
    void answered(int newStatus) {
        status = newStatus;
    }

    /** Reports that the request is over; once. */
    void tell() {
        if (told.compareAndSet(false, true)) {
            listener.requested(new RequestEvent(
                    id,
                    request.method(),
                    Uris.withoutQuery(request.uri()),
                    status,
                    sent.getAsLong(),
                    received.getAsLong(),
                    Duration.ofNanos(System.nanoTime() - startedAt)));
        }
    }
}
