package dev.portolan.registry.server;

import dev.portolan.registry.wire.Progress;
import dev.portolan.registry.wire.Request;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request that a server took, and what became of it. What is said of the answer grows while it is sent; the status
 * is there before the client can see it. Safe to use from several threads.
 *
 * @since 0.1.0
 */
public final class RecordedRequest {
    private final long number;
    private final String method;
    private final String path;
    private final String query;
    private final int port;
    private final Map<String, List<String>> headers;
    private final List<Fault> faults;
    private final Progress progress;

    RecordedRequest(long number, Request request, List<Fault> faults) {
        this.number = number;
        this.method = request.method();
        this.path = request.path();
        this.query = request.query();
        this.port = request.localPort();
        this.headers = request.headers().toMap();
        this.faults = faults;
        this.progress = request.progress();
    }

    /** Its place among all requests that the server took, from 1. */
    public long number() {
        return number;
    }

    /** Returns the method, such as {@code GET}. */
    public String method() {
        return method;
    }

    /** Returns the path as it came, encoded, without the query. */
    public String path() {
        return path;
    }

    /** Returns the query as it came, encoded; empty when there was none. */
    public String query() {
        return query;
    }

    /** Returns the port on which it came: the registry's own, or that of its storage. */
    public int port() {
        return port;
    }

    /**
     * Returns the first value of a header field; the name in upper or lower case. Credentials are there as they came.
     */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** Returns all header fields, names in lower case. Credentials are there as they came. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** Returns the faults that struck it. */
    public List<Fault> faults() {
        return faults;
    }

    /** Returns the status of the answer; 0 while there is none. */
    public int status() {
        return progress.status();
    }

    /** Returns how many bytes of the request body have been read so far. */
    public long bytesReceived() {
        return progress.received();
    }

    /** Returns how many bytes of the response body have been sent so far. */
    public long bytesSent() {
        return progress.sent();
    }

    /** Method and path: {@code GET /v2/demo/tree/manifests/v1}. */
    public String line() {
        return method + " " + path;
    }

    /** Method, path and status, without the query and without any header. */
    @Override
    public String toString() {
        return line() + " " + (status() == 0 ? "(unanswered)" : Integer.toString(status()))
                + (faults.isEmpty() ? "" : " " + faults);
    }
}
