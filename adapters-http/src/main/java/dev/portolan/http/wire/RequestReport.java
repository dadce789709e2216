package dev.portolan.http.wire;

import dev.portolan.http.config.RequestEvent;
import dev.portolan.http.config.RequestListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Tells the listener of one request, once it is over: when its answer's body was read or given up, or none came. */
final class RequestReport {
    private final Request request;
    private final RequestListener listener;
    private final LongSupplier sent;
    private final LongSupplier received;
    private final AtomicBoolean told = new AtomicBoolean();
    private final long startedAt = System.nanoTime();
    private volatile int status;

    /**
     * A report of a request that begins now.
     *
     * @param sent bytes of the request's body that were sent so far
     * @param received bytes of the answer's body that came so far
     */
    RequestReport(Request request, RequestListener listener, LongSupplier sent, LongSupplier received) {
        this.request = request;
        this.listener = listener;
        this.sent = sent;
        this.received = received;
    }

    /** When the request began, by {@link System#nanoTime}. */
    long startedAt() {
        return startedAt;
    }

    /** The answer, whose body's end ends the request. */
    Response answered(int newStatus, Map<String, List<String>> headers, ResponseBody body) {
        status = newStatus;
        return new Response(request.uri(), newStatus, headers, new Observed(body));
    }

    /** The request is over. */
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

    private final class Observed implements ResponseBody {
        private final ResponseBody body;

        Observed(ResponseBody body) {
            this.body = body;
        }

        @Override
        public @Nullable ByteBuffer next() throws IOException {
            boolean over = true;
            try {
                ByteBuffer buffer = body.next();
                over = buffer == null;
                return buffer;
            } finally {
                if (over) {
                    tell();
                }
            }
        }

        @Override
        public void close() {
            body.close();
            tell();
        }
    }
}
