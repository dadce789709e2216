package dev.portolan.http;

import dev.portolan.http.config.RequestEvent;
import dev.portolan.http.config.RequestListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a transport sent. */
final class RequestLog implements RequestListener {
    private final List<RequestEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    @Override
    public void requested(RequestEvent event) {
        events.add(event);
    }

    @Override
    public void warned(String registry, String text) {
        warnings.add(text);
    }

    List<RequestEvent> events() {
        return List.copyOf(events);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Each request as method and status, in the order in which they ended; and forgets them. */
    List<String> take() {
        List<String> lines = new ArrayList<>();
        events.forEach(event -> lines.add(event.method() + " " + event.status()));
        events.clear();
        return lines;
    }
}
