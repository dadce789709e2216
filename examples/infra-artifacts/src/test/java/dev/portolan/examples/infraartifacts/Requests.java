package dev.portolan.examples.infraartifacts;

import dev.portolan.http.config.RequestEvent;
import dev.portolan.http.config.RequestListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The requests that were sent, each as {@code "PUT /v2/name/manifests/tag"}. */
final class Requests implements RequestListener {
    private final List<String> sent = new CopyOnWriteArrayList<>();

    @Override
    public void requested(RequestEvent event) {
        sent.add(event.method() + " " + event.uri().getPath());
    }

    /** All requests since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }
}
