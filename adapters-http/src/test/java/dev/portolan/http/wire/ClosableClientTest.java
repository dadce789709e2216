package dev.portolan.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.registry.server.RegistryServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClosableClientTest {
    /** From JDK 26 on, the client selects on a virtual thread, which is in no list of threads. */
    private static final int SELECTORS = Runtime.version().feature() < 26 ? 1 : 0;

    @Test
    void closing_ends_the_clients_thread() throws Exception {
        Set<Thread> before = threads();
        Set<Thread> own;
        try (RegistryServer server = RegistryServer.start();
                ClosableClient client = ClosableClient.of(HttpClient.newBuilder())) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + server.host() + "/v2/"))
                    .build();
            assertThat(client.client().send(request, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
            own = threads();
            own.removeAll(before);
            own.removeIf(thread -> !thread.getName().endsWith("SelectorManager"));
        }
        assertThat(own).hasSize(SELECTORS);
        for (Thread thread : own) {
            thread.join(TimeUnit.MINUTES.toMillis(1));
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }
}
