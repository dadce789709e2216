package dev.portolan.registry.server;

import dev.portolan.registry.wire.Request;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The requests that a server took, in the order in which it took them. Only the latest are kept, so that a server can
 * run for long. Safe to use from several threads. Assertions about it are in
 * {@code dev.portolan.testkit.assertion.PortolanAssertions}.
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

    synchronized RecordedRequest record(Request request, List<Fault> faults) {
        RecordedRequest recorded = new RecordedRequest(++count, request, faults);
        if (capacity > 0) {
            if (requests.size() == capacity) {
                requests.removeFirst();
            }
            requests.addLast(recorded);
        }
        return recorded;
    }

    /** Returns the requests that are kept, oldest first. */
    public synchronized List<RecordedRequest> all() {
        return List.copyOf(requests);
    }

    /**
     * Returns the requests of a method and path, oldest first.
     *
     * @param line method and path, in which {@code *} stands for any number of any characters:
     *     {@code "GET *&#47;manifests/*"}
     */
    public List<RecordedRequest> matching(String line) {
        Glob glob = Glob.of(line);
        return all().stream().filter(request -> glob.matches(request.line())).toList();
    }

    /**
     * Returns how many requests the server took since it was started, or since the log was cleared; also those not
     * kept.
     */
    public synchronized long count() {
        return count;
    }

    /** Forgets all requests and counts from 1 again. */
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
