package dev.portolan.examples.filearchives;

import dev.portolan.OciClient;
import dev.portolan.cache.MemoryContentCache;
import dev.portolan.cache.MemoryTagCache;
import dev.portolan.http.HttpTransport;
import dev.portolan.http.config.RequestEvent;
import dev.portolan.http.config.RequestListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The requests that were sent, each as {@code "PUT /v2/name/manifests/tag"}. */
final class Requests implements RequestListener {
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final AtomicLong received = new AtomicLong();

    @Override
    public void requested(RequestEvent event) {
        sent.add(event.method() + " " + event.uri().getPath());
        received.addAndGet(event.received());
    }

    /** A client that sends its requests here, and caches tags, manifests and indexes in memory. */
    OciClient cachingClient() {
        return OciClient.builder()
                .transport(HttpTransport.builder().listener(this).build())
                .tagCache(new MemoryTagCache(Duration.ofMinutes(5)))
                .contentCache(new MemoryContentCache(8 << 20))
                .build();
    }

    /** All requests since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(sent);
        sent.clear();
        received.set(0);
        return taken;
    }

    /** The bytes of all answers since the last {@link #take}. */
    long received() {
        return received.get();
    }
}
