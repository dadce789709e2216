package dev.portolan.http.wire;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A response: status and headers at once, the body as it arrives. Close it, or read it to its end. */
public final class Response implements AutoCloseable {
    private final URI uri;
    private final int status;
    private final Map<String, List<String>> headers;
    private final ResponseBody body;
    private final boolean repeated;

    /** A response from this address. */
    public Response(URI uri, int status, Map<String, List<String>> headers, ResponseBody body) {
        this(uri, status, headers, body, false);
    }

    private Response(URI uri, int status, Map<String, List<String>> headers, ResponseBody body, boolean repeated) {
        this.uri = uri;
        this.status = status;
        this.headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        this.headers.putAll(headers);
        this.body = body;
        this.repeated = repeated;
    }

    /** Returns the address that responded, after redirects. */
    public URI uri() {
        return uri;
    }

    /** Returns the status. */
    public int status() {
        return status;
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

    /** Returns the body. */
    public ResponseBody body() {
        return body;
    }

    /** Returns the same response with at most {@code limit} bytes of its body, in memory. */
    public Response inMemory(int limit) throws IOException {
        return with(ResponseBody.of(body.readUpTo(limit)));
    }

    /** Returns the same response with another body. */
    public Response with(ResponseBody other) {
        return new Response(uri, status, headers, other, repeated);
    }

    /**
     * Returns whether the request was sent more than once, so that this may be the answer to its own earlier effect.
     */
    public boolean repeated() {
        return repeated;
    }

    /** Returns the same response, marked as the answer to a request that was sent more than once. */
    public Response asRepeated() {
        return new Response(uri, status, headers, body, true);
    }

    @Override
    public void close() {
        body.close();
    }
}
