package dev.portolan.registry.server;

import dev.portolan.registry.wire.Progress;
import dev.portolan.registry.wire.Request;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request to the server, and its response. The data about the response is updated while it is sent; the status is
 * available before the client can see it. Safe to use from several threads.
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

    /** Returns the number of the request, counted from 1. */
    public long number() {
        return number;
    }

    /** Returns the method, such as {@code GET}. */
    public String method() {
        return method;
    }

    /** Returns the path as received, encoded and without the query. */
    public String path() {
        return path;
    }

    /** Returns the query as received, encoded; empty when there was none. */
    public String query() {
        return query;
    }

    /** Returns the port of the request: that of the registry, or of its storage. */
    public int port() {
        return port;
    }

    /**
     * Returns the first value of a header field; the name is case-insensitive. Credentials are not masked.
     */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** Returns all header fields, with names in lower case. Credentials are not masked. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** Returns the faults that affected the request. */
    public List<Fault> faults() {
        return faults;
    }

    /** Returns the status of the response; 0 while there is none. */
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

    /** Returns method and path: {@code GET /v2/demo/tree/manifests/v1}. */
    public String line() {
        return method + " " + path;
    }

    /**
     * Returns whether method and path are these.
     *
     * @param pattern in which {@code *} matches any characters: {@code "GET *&#47;manifests/*"}
     */
    public boolean matches(String pattern) {
        return Glob.of(pattern).test(line());
    }

    /** Returns method, path and status, without query and headers. */
    @Override
    public String toString() {
        return line() + " " + (status() == 0 ? "(unanswered)" : Integer.toString(status()))
                + (faults.isEmpty() ? "" : " " + faults);
    }
}
