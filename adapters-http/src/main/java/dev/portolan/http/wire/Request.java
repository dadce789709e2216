package dev.portolan.http.wire;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request, with the words that messages use for it. Immutable; each {@code with} method returns a copy. Its text
 * holds no secret.
 */
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
     * Returns a request without a body, whose response is small, and which may be repeated.
     *
     * @param what its purpose, as a phrase in a message: {@code "fetching manifest v1"}
     * @param where the repository, as messages name it: {@code "registry:5000/demo/tree"}
     */
    public static Request of(String method, URI uri, String what, String where) {
        return new Request(method, uri, Map.of(), RequestBody.NONE, false, true, what, where);
    }

    /** Returns the HTTP method. */
    public String method() {
        return method;
    }

    /** Returns the full address. */
    public URI uri() {
        return uri;
    }

    /** Returns the headers, without those that the HTTP client adds itself. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the value of a header; names are case-insensitive. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Returns the body. */
    public RequestBody body() {
        return body;
    }

    /** Returns whether the body of a successful response is streamed. */
    public boolean streamed() {
        return streamed;
    }

    /** Returns whether repeating it does no harm, even if the registry acted on it already. */
    public boolean repeatable() {
        return repeatable;
    }

    /** Returns its purpose, for messages. */
    public String what() {
        return what;
    }

    /** Returns the name of the repository, for messages. */
    public String where() {
        return where;
    }

    /** Returns a copy with a header added or replaced. */
    public Request with(String header, String value) {
        Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(headers);
        more.put(header, value);
        return withHeaders(more);
    }

    /** Returns a copy without a header. */
    public Request without(String header) {
        Map<String, String> fewer = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        fewer.putAll(headers);
        fewer.remove(header);
        return withHeaders(fewer);
    }

    private Request withHeaders(Map<String, String> others) {
        return new Request(method, uri, Collections.unmodifiableMap(others), body, streamed, repeatable, what, where);
    }

    /** Returns a copy with a body. */
    public Request with(RequestBody other) {
        return new Request(method, uri, headers, other, streamed, repeatable, what, where);
    }

    /** Returns a copy for another address. */
    public Request to(URI other) {
        return new Request(method, other, headers, body, streamed, repeatable, what, where);
    }

    /** Returns a copy whose response body is streamed instead of being read into memory. */
    public Request asStream() {
        return new Request(method, uri, headers, body, true, repeatable, what, where);
    }

    /** Returns a copy that is not retried: the caller decides what follows a failure. */
    public Request once() {
        return new Request(method, uri, headers, body, streamed, false, what, where);
    }

    /** Returns the number under which a listener hears of it; 0 until it is sent. */
    public long id() {
        return id;
    }

    /** Returns a copy with that number; the last one that is made, as other copies have none. */
    public Request withId(long number) {
        return new Request(method, uri, headers, body, streamed, repeatable, what, where, number);
    }

    /** Returns a copy as a GET without a body, as status 303 asks (RFC 9110). */
    public Request asGet() {
        return new Request("GET", uri, new LinkedHashMap<>(headers), RequestBody.NONE, streamed, true, what, where)
                .without("Content-Type");
    }

    /** Returns a check that the body has the length that it should have. */
    LengthCheck lengthCheck() {
        return new LengthCheck(what, where, body.length());
    }

    /** Returns the method and the address, without the query. */
    @Override
    public String toString() {
        return method + " " + Uris.withoutQuery(uri);
    }
}
