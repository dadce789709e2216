package dev.portolan.http.wire;

import java.net.http.HttpClient;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One client of the JDK, and the end of its thread. From 21 on the platform closes clients. Before, a client's thread
 * ends some time after the client was collected, and until then holds up the end of the JVM by 0.3 s; there, it is
 * made in a thread group of its own, and an interrupt of that group ends it.
 */
final class ClosableClient implements AutoCloseable {
    private final HttpClient client;
    private final @Nullable ThreadGroup group;

    private ClosableClient(HttpClient client, @Nullable ThreadGroup group) {
        this.client = client;
        this.group = group;
    }

    static ClosableClient of(HttpClient.Builder builder) {
        return AutoCloseable.class.isAssignableFrom(HttpClient.class)
                ? new ClosableClient(builder.build(), null)
                : inGroup(builder);
    }

    @SuppressWarnings("removal") // what replaces it, groups that nobody need destroy, came later than 17
    private static ClosableClient inGroup(HttpClient.Builder builder) {
        ThreadGroup group = new ThreadGroup("portolan-http");
        group.setDaemon(true);
        CompletableFuture<HttpClient> client = new CompletableFuture<>();
        Thread opener = new Thread(group, () -> open(builder, client), "portolan-http-open");
        opener.setDaemon(true);
        opener.start();
        return new ClosableClient(client.join(), group);
    }

    private static void open(HttpClient.Builder builder, CompletableFuture<HttpClient> client) {
        try {
            client.complete(builder.build());
        } catch (RuntimeException | Error e) {
            client.completeExceptionally(e);
        }
    }

    HttpClient client() {
        return client;
    }

    @Override
    public void close() {
        if (group != null) {
            group.interrupt();
        } else {
            try {
                HttpClient.class.getMethod("shutdownNow").invoke(client); // close() would wait for what is under way
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
