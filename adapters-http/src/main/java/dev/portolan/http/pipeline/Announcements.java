package dev.portolan.http.pipeline;

import dev.portolan.http.config.RequestListener;
import dev.portolan.http.config.RequestStart;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.Sender;
import dev.portolan.http.wire.Uris;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers requests, tells the listener that each begins, and adds the headers of the listener. */
final class Announcements implements Sender {
    private static final Set<String> CREDENTIALS = Set.of("authorization", "proxy-authorization", "cookie");

    private final Sender next;
    private final RequestListener listener;
    private final AtomicLong last = new AtomicLong();

    /** Announces the requests that the next part sends. */
    Announcements(Sender next, RequestListener listener) {
        this.next = next;
        this.listener = listener;
    }

    @Override
    public Response send(Request request) throws IOException {
        long id = last.incrementAndGet();
        Request announced = request;
        Map<String, String> headers =
                listener.started(new RequestStart(id, request.method(), Uris.withoutQuery(request.uri())));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (request.header(header.getKey()).isEmpty() && isSendable(header.getKey(), header.getValue())) {
                announced = announced.with(header.getKey(), header.getValue());
            }
        }
        return next.send(announced.withId(id));
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
}
