package dev.portolan.http.wire;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A response: status and headers at once, the body as it arrives. Close it, or read it to its end.
 *
 * @param uri the address that responded, after redirects
 * @param headers all values of each header, in order; names are case-insensitive
 * @param repeated whether the request was sent more than once, so that this may be the answer to its own earlier effect
 */
public record Response(URI uri, int status, Map<String, List<String>> headers, ResponseBody body, boolean repeated)
        implements AutoCloseable {
    /** Copies the headers. */
    public Response {
        Map<String, List<String>> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        headers = anyCase;
    }

    /** A response to a request that was sent once. */
    public Response(URI uri, int status, Map<String, List<String>> headers, ResponseBody body) {
        this(uri, status, headers, body, false);
    }

    /** Returns whether the status is 200 to 299. */
    public boolean succeeded() {
        return status >= 200 && status < 300;
    }

    /** Returns the first value of a header. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** Returns all values of a header, in order. */
    public List<String> headers(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /** Returns the announced length of the body; empty if it is missing or invalid. */
    public OptionalLong contentLength() {
        try {
            long length = Long.parseLong(header("Content-Length").orElse("-1").trim());
            return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Returns whether a proxy or server encoded the body, so that length and bytes are not those of the content. */
    public boolean encoded() {
        return header("Content-Encoding")
                .filter(encoding -> !encoding.toLowerCase(Locale.ROOT).equals("identity"))
                .isPresent();
    }

    /** Returns the same response with at most {@code limit} bytes of its body, in memory. */
    public Response inMemory(int limit) throws IOException {
        return with(ResponseBody.of(body.readUpTo(limit)));
    }

    /** Returns the same response with another body. */
    public Response with(ResponseBody other) {
        return new Response(uri, status, headers, other, repeated);
    }

    /** Returns the same response, marked as the answer to a request that was sent more than once. */
    public Response asRepeated() {
        return new Response(uri, status, headers, body, true);
    }

    @Override
    public void close() {
        body.close();
    }

    /** Returns the status and the address, without its query and without headers, which may hold secrets. */
    @Override
    public String toString() {
        return status + " " + Uris.withoutQuery(uri);
    }
}
