package dev.portolan.http.wire;

import java.io.IOException;
import java.net.http.HttpClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One client of the JDK that can be closed. {@code HttpClient} got {@code shutdownNow} in JDK 21 (JDK-8267140). Before,
 * its selector thread ends some time after the client was collected, and delays the end of the JVM by 0.3 s; there,
 * the client is made in a thread group of its own, and an interrupt of that group ends the thread.
 */
final class ClosableClient implements AutoCloseable {
    private volatile @Nullable HttpClient client;
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

    @SuppressWarnings("removal") // groups that need not be destroyed came after JDK 17
    private static ClosableClient inGroup(HttpClient.Builder builder) {
        ThreadGroup group = new ThreadGroup("portolan-http");
        group.setDaemon(true);
        Executor opener = task -> {
            Thread thread = new Thread(group, task, "portolan-http-open");
            thread.setDaemon(true);
            thread.start();
        };
        try {
            return new ClosableClient(
                    CompletableFuture.supplyAsync(builder::build, opener).join(), group);
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Returns the client, unless it was closed. */
    HttpClient client() throws IOException {
        HttpClient open = client;
        if (open == null) {
            throw new IOException("the client was closed");
        }
        return open;
    }

    /**
     * Closes the client, once or more. Also forgets it: the JDK's cleaner keeps it alive as long as something that it
     * references refers back to it.
     */
    @Override
    public void close() {
        HttpClient open = client;
        client = null;
        if (group != null) {
            group.interrupt();
        } else if (open != null) {
            try {
                HttpClient.class.getMethod("shutdownNow").invoke(open); // close() would wait for requests under way
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
