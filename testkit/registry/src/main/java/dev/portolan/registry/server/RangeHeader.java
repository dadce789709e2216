package dev.portolan.registry.server;

import dev.portolan.content.ByteRange;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code Range} of a download (RFC 9110, section 14.2). */
final class RangeHeader {
    private static final Pattern BYTES = Pattern.compile("(?i:bytes)=\\s*([0-9]*)-([0-9]*)\\s*");
    private static final Pattern SEVERAL = Pattern.compile("(?i:bytes)=[0-9, -]+,[0-9, -]*");
    private static final long LARGEST = Long.MAX_VALUE - 1;

    private RangeHeader() {}

    /**
     * Returns the one range that is requested.
     *
     * @return empty when everything is to be sent: for another unit, and for several ranges
     * @throws Refusal with 416 when the range is malformed, or begins after the end
     */
    static Optional<ByteRange> parse(String header, long size) {
        if (!header.regionMatches(true, 0, "bytes=", 0, 6)
                || SEVERAL.matcher(header).matches()) {
            return Optional.empty();
        }
        Matcher matcher = BYTES.matcher(header);
        if (!matcher.matches()) {
            throw unsatisfiable(size);
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            long suffix = last.isEmpty() ? 0 : Math.min(number(last), size);
            return some(size - suffix, size, size);
        }
        long end = last.isEmpty() ? size : Math.min(number(last) + 1, size);
        return some(number(first), end, size);
    }

    /** Any number of digits: an offset beyond the end counts as the end. */
    private static long number(String digits) {
        return digits.length() > 18 ? LARGEST : Long.parseLong(digits);
    }

    private static Optional<ByteRange> some(long start, long end, long size) {
        if (start >= end) {
            throw unsatisfiable(size);
        }
        return Optional.of(new ByteRange(start, end - start));
    }

    private static Refusal unsatisfiable(long size) {
        return Refusal.of(ErrorCode.SIZE_INVALID, 416, "the range is not within the blob's " + size + " bytes")
                .with("Content-Range", "bytes */" + size);
    }
}
