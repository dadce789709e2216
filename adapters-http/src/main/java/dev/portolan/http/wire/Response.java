package dev.portolan.http.wire;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** An answer: status and headers at once, the body as it is read. Close it, or read it to its end. */
public final class Response implements AutoCloseable {
    private final URI uri;
    private final int status;
    private final Map<String, List<String>> headers;
    private final ResponseBody body;
    private final boolean repeated;

    /** An answer from this address. */
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

    /** The address that answered, after redirects. */
    public URI uri() {
        return uri;
    }

    /** The status. */
    public int status() {
        return status;
    }

    /** Whether the status is 200 to 299. */
    public boolean succeeded() {
        return status >= 200 && status < 300;
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** All values of a header, in their order. */
    public List<String> headers(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /** The body's length as announced; empty when it was not, or makes no sense. */
    public OptionalLong contentLength() {
        try {
            long length = Long.parseLong(header("Content-Length").orElse("-1").trim());
            return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Whether the body was encoded on the way, so that length and bytes are not those of the content. */
    public boolean encoded() {
        return header("Content-Encoding")
                .filter(encoding -> !encoding.toLowerCase(Locale.ROOT).equals("identity"))
                .isPresent();
    }

    /** The body. */
    public ResponseBody body() {
        return body;
    }

    /** The same answer with its body in memory, as far as it fits: at most {@code limit} bytes. */
    public Response inMemory(int limit) throws IOException {
        return with(ResponseBody.of(body.readUpTo(limit)));
    }

    /** The same answer with another body. */
    public Response with(ResponseBody other) {
        return new Response(uri, status, headers, other, repeated);
    }

    /** Whether the request was sent more than once, so that this may be the answer to its own earlier effect. */
    public boolean repeated() {
        return repeated;
    }

    /** The same response, marked as the answer to a request that was sent more than once. */
    public Response asRepeated() {
        return new Response(uri, status, headers, body, true);
    }

    @Override
    public void close() {
        body.close();
    }
}
