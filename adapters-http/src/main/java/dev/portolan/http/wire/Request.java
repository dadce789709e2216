package dev.portolan.http.wire;

import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request, with the words that messages use for it. Each {@code with} method returns a copy. Its text holds no secret.
 *
 * @param method the HTTP method
 * @param uri the full address
 * @param headers those that the HTTP client does not add itself; names are case-insensitive
 * @param streamed whether the body of a successful response is streamed
 * @param repeatable whether repeating it does no harm, even if the registry acted on it already
 * @param what its purpose, as a phrase in a message: {@code "fetching manifest v1"}
 * @param where the repository, as messages name it: {@code "registry:5000/demo/tree"}
 * @param insecure whether any certificate will do
 */
public record Request(
        String method,
        URI uri,
        Map<String, String> headers,
        RequestBody body,
        boolean streamed,
        boolean repeatable,
        String what,
        String where,
        boolean insecure) {
    /** Returns a request without a body, whose response is small, and which may be repeated. */
    public static Request of(String method, URI uri, String what, String where) {
        return new Request(method, uri, Map.of(), RequestBody.NONE, false, true, what, where, false);
    }

    /** Returns the value of a header; names are case-insensitive. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Returns a copy with a header added or replaced. */
    public Request with(String header, String value) {
        Map<String, String> more = copyOfHeaders();
        more.put(header, value);
        return withHeaders(more);
    }

    /** Returns a copy without a header. */
    public Request without(String header) {
        Map<String, String> fewer = copyOfHeaders();
        fewer.remove(header);
        return withHeaders(fewer);
    }

    private Map<String, String> copyOfHeaders() {
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(headers);
        return copy;
    }

    private Request withHeaders(Map<String, String> others) {
        Map<String, String> fixed = Collections.unmodifiableMap(others);
        return new Request(method, uri, fixed, body, streamed, repeatable, what, where, insecure);
    }

    /** Returns a copy with a body. */
    public Request with(RequestBody other) {
        return new Request(method, uri, headers, other, streamed, repeatable, what, where, insecure);
    }

    /** Returns a copy for another address. */
    public Request to(URI other) {
        return new Request(method, other, headers, body, streamed, repeatable, what, where, insecure);
    }

    /** Returns a copy whose response body is streamed instead of being read into memory. */
    public Request asStream() {
        return new Request(method, uri, headers, body, true, repeatable, what, where, insecure);
    }

    /** Returns a copy that is not retried: the caller decides what follows a failure. */
    public Request once() {
        return new Request(method, uri, headers, body, streamed, false, what, where, insecure);
    }

    /** Returns a copy that is sent whatever certificate a host presents. */
    public Request insecurely() {
        return new Request(method, uri, headers, body, streamed, repeatable, what, where, true);
    }

    /** Returns a copy as a GET without a body, as status 303 asks (RFC 9110). */
    public Request asGet() {
        return new Request("GET", uri, headers, RequestBody.NONE, streamed, true, what, where, insecure)
                .without("Content-Type");
    }

    /** Returns the method and the address, without the query. */
    @Override
    public String toString() {
        return method + " " + Uris.withoutQuery(uri);
    }
}
