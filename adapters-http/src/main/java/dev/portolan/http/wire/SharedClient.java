package dev.portolan.http.wire;

import java.io.IOException;
import java.net.http.HttpClient;
import java.util.function.LongSupplier;

/**
 * One client of the JDK with its pool of connections, shared by requests. After a spell without requests, load
 * balancers and firewalls have forgotten the pooled connections, and each request would find out by itself. The client
 * is then retired: requests under way finish on it, new ones get a fresh client.
 */
final class SharedClient {
    /** Many load balancers drop idle connections after 60 s, some after 30 s. */
    private static final long LONGEST_IDLE_NANOS = 30_000_000_000L;

    private final ClosableClient client;
    private final LongSupplier nanos;
    private int users;
    private boolean answered;
    private boolean retired;
    private long usedAt;

    /**
     * Shares a client.
     *
     * @param nanos nanoseconds since some fixed moment
     */
    SharedClient(ClosableClient client, LongSupplier nanos) {
        this.client = client;
        this.nanos = nanos;
        this.usedAt = nanos.getAsLong();
    }

    /** Begins a request, unless the client is retired or was idle for too long, in which case it is retired now. */
    synchronized boolean enter() {
        if (!retired && answered && nanos.getAsLong() - usedAt > LONGEST_IDLE_NANOS) {
            retire();
        }
        if (retired) {
            return false;
        }
        users++;
        usedAt = nanos.getAsLong();
        return true;
    }

    HttpClient client() throws IOException {
        return client.client();
    }

    /**
     * Returns whether a response has come through this client, so that its pool may hold connections that are dead by
     * now.
     */
    synchronized boolean hasAnswered() {
        return answered;
    }

    synchronized void answered() {
        answered = true;
        usedAt = nanos.getAsLong();
    }

    /** Ends a request; with the last one of a retired client, the client. */
    synchronized void leave() {
        users--;
        usedAt = nanos.getAsLong();
        closeIfUnused();
    }

    /** Takes no more requests. */
    synchronized void retire() {
        retired = true;
        closeIfUnused();
    }

    private void closeIfUnused() {
        if (retired && users == 0) {
            close();
        }
    }

    /** Closes the client at once. */
    synchronized void close() {
        retired = true;
        client.close();
    }
}
