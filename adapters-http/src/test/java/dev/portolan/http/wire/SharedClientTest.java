package dev.portolan.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.content.Content;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RequestListener;
import dev.portolan.model.Descriptor;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedClientTest {
    private final AtomicLong now = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Clients clients = new Clients(threads, host -> HostConfig.defaults(), now::get);
    private final RegistryServer server = RegistryServer.start();
    private final URI uri = URI.create("http://" + server.host() + "/v2/");

    @AfterEach
    void end() {
        clients.close();
        threads.shutdownNow();
        server.close();
    }

    private Response get(URI from) throws IOException {
        return new JdkHttpSender(clients, RequestListener.NONE)
                .send(Request.of("GET", from, "fetching", "there").asStream());
    }

    private HttpClient current() throws IOException {
        SharedClient client = clients.enter(uri, HostConfig.defaults());
        client.leave();
        return client.client();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void a_client_that_was_idle_for_half_a_minute_is_replaced() throws IOException {
        get(uri).close();
        HttpClient first = current();
        pass(Duration.ofSeconds(29));
        assertThat(current()).isSameAs(first);

        pass(Duration.ofSeconds(31));

        assertThat(current()).isNotSameAs(first);
    }

    @Test
    void a_client_without_connections_is_kept() throws IOException {
        HttpClient first = current();

        pass(Duration.ofDays(1));

        assertThat(current()).isSameAs(first);
    }

    @Test
    void a_running_transfer_finishes_on_the_replaced_client() throws IOException {
        byte[] bytes = new byte[20_000_000];
        Descriptor blob = Descriptor.of("text/plain", bytes);
        server.repository("demo/tree").write(blob, Content.of(bytes));
        Response slow = get(URI.create("http://" + server.host() + "/v2/demo/tree/blobs/" + blob.digest()));
        pass(Duration.ofMinutes(1));
        get(uri).close();

        long received = 0;
        for (ByteBuffer buffer; (buffer = slow.body().next()) != null; ) {
            received += buffer.remaining();
        }

        assertThat(received).isEqualTo(bytes.length);
    }
}
