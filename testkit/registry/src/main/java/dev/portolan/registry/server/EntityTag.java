package dev.portolan.registry.server;

import dev.portolan.model.Digest;
import dev.portolan.registry.wire.Headers;
import java.util.List;

/**
 * The {@code ETag} of content, which is its digest, and the conditions that requests make with it (RFC 9110, 8.8.3 and
 * 13.1).
 */
record EntityTag(String text) {

    static EntityTag of(Digest digest) {
        return new EntityTag('"' + digest.toString() + '"');
    }

    /** Returns whether to respond 304: {@code If-None-Match} has this tag, compared weakly. */
    boolean notModified(Headers request) {
        return request.has("If-None-Match", text)
                || request.has("If-None-Match", "W/" + text)
                || request.all("If-None-Match").equals(List.of("*"));
    }

    /** Returns whether a range may be sent: there is no {@code If-Range}, or it is this. */
    boolean allowsRange(Headers request) {
        return request.first("If-Range").map(text::equals).orElse(true);
    }
}
