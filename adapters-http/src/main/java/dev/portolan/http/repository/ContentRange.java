package dev.portolan.http.repository;

import dev.portolan.http.wire.Response;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of the content in a response (RFC 9110, 14.4).
 *
 * @param first the first byte's offset
 * @param last the last byte's offset
 * @param total the whole content's size, if the response has it
 */
record ContentRange(long first, long last, OptionalLong total) {
    private static final Pattern FORM = Pattern.compile("\\s*bytes\\s+(\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)\\s*");

    /** Returns the range of a response with status 206; empty when it is missing or malformed. */
    static Optional<ContentRange> of(Response response) {
        Matcher form = FORM.matcher(response.header("Content-Range").orElse(""));
        if (!form.matches()) {
            return Optional.empty();
        }
        OptionalLong total =
                form.group(3).equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(form.group(3)));
        ContentRange range = new ContentRange(Long.parseLong(form.group(1)), Long.parseLong(form.group(2)), total);
        return range.first <= range.last ? Optional.of(range) : Optional.empty();
    }
}
