package dev.portolan.http.wire;

import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.Problem;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request, and what messages call it. Immutable; each {@code with} gives a copy. Its text holds no secret. */
public final class Request {
    private final String method;
    private final URI uri;
    private final Map<String, String> headers;
    private final RequestBody body;
    private final boolean streamed;
    private final boolean repeatable;
    private final String what;
    private final String where;
    private final long id;

    private Request(
            String method,
            URI uri,
            Map<String, String> headers,
            RequestBody body,
            boolean streamed,
            boolean repeatable,
            String what,
            String where) {
        this(method, uri, headers, body, streamed, repeatable, what, where, 0);
    }

    private Request(
            String method,
            URI uri,
            Map<String, String> headers,
            RequestBody body,
            boolean streamed,
            boolean repeatable,
            String what,
            String where,
            long id) {
        this.method = method;
        this.uri = uri;
        this.headers = headers;
        this.body = body;
        this.streamed = streamed;
        this.repeatable = repeatable;
        this.what = what;
        this.where = where;
        this.id = id;
    }

    /**
     * A request without a body, whose answer is small and may be asked for again.
     *
     * @param what what it is for, as a phrase of a message: {@code "fetching manifest v1"}
     * @param where where, as messages call it: {@code "registry:5000/demo/tree"}
     */
    public static Request of(String method, URI uri, String what, String where) {
        return new Request(method, uri, Map.of(), RequestBody.NONE, false, true, what, where);
    }

    /** The HTTP method. */
    public String method() {
        return method;
    }

    /** The full address. */
    public URI uri() {
        return uri;
    }

    /** The headers, apart from those that the HTTP client writes itself. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The body. */
    public RequestBody body() {
        return body;
    }

    /** Whether a good answer's body is large, and read as it comes. */
    public boolean streamed() {
        return streamed;
    }

    /** Whether sending it again, after it may have had its effect already, does no harm. */
    public boolean repeatable() {
        return repeatable;
    }

    /** What it is for. */
    public String what() {
        return what;
    }

    /** Where, as messages call it. */
    public String where() {
        return where;
    }

    /** A copy with one header more, or another value for it. */
    public Request with(String header, String value) {
        Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(headers);
        more.put(header, value);
        return withHeaders(more);
    }

    /** A copy without a header. */
    public Request without(String header) {
        Map<String, String> fewer = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        fewer.putAll(headers);
        fewer.remove(header);
        return withHeaders(fewer);
    }

    private Request withHeaders(Map<String, String> others) {
        return new Request(method, uri, Collections.unmodifiableMap(others), body, streamed, repeatable, what, where);
    }

    /** A copy with a body. */
    public Request with(RequestBody other) {
        return new Request(method, uri, headers, other, streamed, repeatable, what, where);
    }

    /** A copy for another address. */
    public Request to(URI other) {
        return new Request(method, other, headers, body, streamed, repeatable, what, where);
    }

    /** Returns a copy whose response body is streamed instead of being read into memory. */
    public Request asStream() {
        return new Request(method, uri, headers, body, true, repeatable, what, where);
    }

    /** A copy that is sent once: what follows a failure is for the caller to decide. */
    public Request once() {
        return new Request(method, uri, headers, body, streamed, false, what, where);
    }

    /** The number under which a listener hears of it; 0 until it is sent. */
    public long id() {
        return id;
    }

    /** A copy with that number; the last one that is made, as other copies have none. */
    public Request withId(long number) {
        return new Request(method, uri, headers, body, streamed, repeatable, what, where, number);
    }

    /** A copy as a GET without a body (RFC 9110, 303). */
    public Request asGet() {
        return new Request("GET", uri, new LinkedHashMap<>(headers), RequestBody.NONE, streamed, true, what, where)
                .without("Content-Type");
    }

    /** The error of a body that turns out to be another one than it should be. */
    ContentMismatchException mismatch(String because) {
        return new ContentMismatchException(
                Problem.of(what + " failed").at(where).because("what is sent is not what it should be: " + because));
    }

    /** Method and address, without its query. */
    @Override
    public String toString() {
        return method + " " + Uris.withoutQuery(uri);
    }
}
