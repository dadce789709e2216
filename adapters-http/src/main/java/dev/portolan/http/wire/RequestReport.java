package dev.portolan.http.wire;

import dev.portolan.http.config.RequestEvent;
import dev.portolan.http.config.RequestListener;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** Reports one request to the listener when it is over: its response was read or closed, or none came. */
final class RequestReport {
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
     * @param sent the bytes of the request's body that were sent so far
     * @param received the bytes of the response's body that arrived so far
     */
    RequestReport(Request request, RequestListener listener, LongSupplier sent, LongSupplier received) {
        this.request = request;
        this.listener = listener;
        this.sent = sent;
        this.received = received;
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
                    request.id(),
                    request.method(),
                    Uris.withoutQuery(request.uri()),
                    status,
                    sent.getAsLong(),
                    received.getAsLong(),
                    Duration.ofNanos(System.nanoTime() - startedAt)));
        }
    }
}
