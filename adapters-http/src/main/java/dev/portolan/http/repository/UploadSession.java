package dev.portolan.http.repository;

import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.Uris;
import java.net.URI;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A running upload: the newest {@code Location} of the registry, which is opaque.
 *
 * @param location the address of the next request
 * @param minimum the smallest chunk that the registry takes but for the last ({@code OCI-Chunk-Min-Length}); 0 for any
 * @param received how many bytes the registry says it has; empty where it does not say
 */
record UploadSession(URI location, long minimum, OptionalLong received) {
    private static final Pattern RANGE = Pattern.compile("(?:bytes[= ])?0-(\\d{1,18})");

    static UploadSession of(URI location, Response response, long minimum) {
        return new UploadSession(location, minimum(response, minimum), received(response));
    }

    /** Without the location's query, which may contain a signature. */
    @Override
    public String toString() {
        return "upload to " + Uris.withoutQuery(location);
    }

    private static long minimum(Response response, long otherwise) {
        String length = response.header("OCI-Chunk-Min-Length").orElse("").trim();
        return length.matches("\\d{1,18}") ? Long.parseLong(length) : otherwise;
    }

    /**
     * {@code Range: 0-9} means ten bytes. Of an empty session some registries say {@code 0-0}, which is also what one
     * byte looks like, some {@code 0--1}, some nothing; all of these mean no bytes.
     */
    private static OptionalLong received(Response response) {
        String text = response.header("Range").orElse("").trim();
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(0);
        }
        long last = Long.parseLong(range.group(1));
        return OptionalLong.of(last == 0 ? 0 : last + 1);
    }
}
