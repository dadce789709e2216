package dev.portolan.registry.server;

import dev.portolan.registry.wire.Request;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The requests that a server received, in order. Only the latest are kept, so that a server can run for a long time.
 * Safe to use from several threads. Assertions about it are in {@code
 * dev.portolan.testkit.assertion.PortolanAssertions}.
 *
 * @since 0.1.0
 */
public final class RequestLog {
    private final int capacity;
    private final Deque<RecordedRequest> requests = new ArrayDeque<>();
    private long count;

    RequestLog(int capacity) {
        this.capacity = capacity;
    }

    synchronized void record(Request request, List<Fault> faults) {
        count++;
        if (capacity > 0) {
            if (requests.size() == capacity) {
                requests.removeFirst();
            }
            requests.addLast(new RecordedRequest(count, request, faults));
        }
    }

    /** Returns the logged requests, oldest first. */
    public synchronized List<RecordedRequest> all() {
        return List.copyOf(requests);
    }

    /**
     * Returns the requests with a method and path, oldest first.
     *
     * @param line method and path, in which {@code *} matches any characters:
     *     {@code "GET *&#47;manifests/*"}
     */
    public List<RecordedRequest> matching(String line) {
        return all().stream().filter(request -> request.matches(line)).toList();
    }

    /**
     * Returns the number of requests since the server was started or the log was cleared, including those no longer
     * kept.
     */
    public synchronized long count() {
        return count;
    }

    /** Clears the log and restarts counting at 1. */
    public synchronized void clear() {
        requests.clear();
        count = 0;
    }

    /** Returns one line per request. */
    @Override
    public String toString() {
        StringBuilder lines = new StringBuilder();
        all().forEach(request -> lines.append(request).append('\n'));
        return lines.toString();
    }
}
