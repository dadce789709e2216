package dev.portolan.http.pipeline;

import dev.portolan.http.config.RequestListener;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.Sender;
import dev.portolan.http.wire.Uris;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passes on the warnings of registries (distribution-spec, "Warnings"): {@code Warning: 299 - "text"}, each text once.
 */
final class Warnings implements Sender {
    /** No more are remembered and passed on: a registry with a new text each time is ignored. */
    private static final int MOST = 100;

    private static final Pattern FORM =
            Pattern.compile("\\s*299\\s+\\S+\\s+\"((?:[^\"\\\\]++|\\\\.)*+)\".*", Pattern.DOTALL);

    private final Sender next;
    private final RequestListener listener;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** Listens to the answers that the next part gets. */
    Warnings(Sender next, RequestListener listener) {
        this.next = next;
        this.listener = listener;
    }

    @Override
    public Response send(Request request) throws IOException {
        Response response = next.send(request);
        for (String header : response.headers("Warning")) {
            Matcher form = FORM.matcher(header);
            if (form.matches()) {
                String text = Redaction.redact(request, form.group(1).replaceAll("\\\\(.)", "$1"));
                tell(Uris.authority(request.uri()), Failures.clean(text));
            }
        }
        return response;
    }

    private void tell(String registry, String text) {
        if (!text.isEmpty() && told.size() < MOST && told.add(registry + " " + text)) {
            listener.warned(registry, text);
        }
    }
}
