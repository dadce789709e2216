package dev.portolan.http.pipeline;

import dev.portolan.http.config.RequestListener;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.Uris;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passes on the warnings in responses (distribution-spec, "Warnings"): {@code Warning: 299 - "text"}, each text once.
 */
final class Warnings {
    /** No more warnings are remembered and passed on: a registry with a new text each time is ignored. */
    private static final int MOST = 100;

    private static final Pattern FORM =
            Pattern.compile("\\s*299\\s+\\S+\\s+\"((?:[^\"\\\\]++|\\\\.)*+)\".*", Pattern.DOTALL);

    private final RequestListener listener;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    Warnings(RequestListener listener) {
        this.listener = listener;
    }

    void pass(Request request, Response response) {
        response.headers("Warning").forEach(header -> pass(request, header));
    }

    private void pass(Request request, String header) {
        Matcher form = FORM.matcher(header);
        if (!form.matches()) {
            return;
        }
        String registry = Uris.authority(request.uri());
        String text = Failures.clean(Redaction.redact(request, form.group(1).replaceAll("\\\\(.)", "$1")));
        if (!text.isEmpty() && known.size() < MOST && known.add(registry + " " + text)) {
            listener.warned(registry, text);
        }
    }
}
