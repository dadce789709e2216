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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers requests, tells the listener that each begins, and adds the headers of the listener. Passes on the warnings in
 * the responses (distribution-spec, "Warnings"): {@code Warning: 299 - "text"}, each text once.
 */
final class ListenedSender implements Sender {
    private static final Set<String> CREDENTIALS = Set.of("authorization", "proxy-authorization", "cookie");
    /** No more warnings are remembered and passed on: a registry with a new text each time is ignored. */
    private static final int MOST_WARNINGS = 100;

    private static final Pattern WARNING =
            Pattern.compile("\\s*299\\s+\\S+\\s+\"((?:[^\"\\\\]++|\\\\.)*+)\".*", Pattern.DOTALL);

    private final Sender next;
    private final RequestListener listener;
    private final AtomicLong last = new AtomicLong();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** Listens to the requests that the next part sends. */
    ListenedSender(Sender next, RequestListener listener) {
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
        Response response = next.send(announced.withId(id));
        response.headers("Warning").forEach(header -> warn(request, header));
        return response;
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

    private void warn(Request request, String header) {
        Matcher form = WARNING.matcher(header);
        if (!form.matches()) {
            return;
        }
        String registry = Uris.authority(request.uri());
        String text = Failures.clean(Redaction.redact(request, form.group(1).replaceAll("\\\\(.)", "$1")));
        if (!text.isEmpty() && warned.size() < MOST_WARNINGS && warned.add(registry + " " + text)) {
            listener.warned(registry, text);
        }
    }
}
