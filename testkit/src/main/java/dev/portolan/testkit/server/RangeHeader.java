package dev.portolan.testkit.server;

import dev.portolan.content.ByteRange;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code Range} of a download (RFC 9110, section 14.2). */
final class RangeHeader {
    private static final Pattern BYTES = Pattern.compile("bytes=\\s*([0-9]{0,18})-([0-9]{0,18})\\s*");
    private static final Pattern SEVERAL = Pattern.compile("bytes=[0-9, -]+,[0-9, -]*");

    private RangeHeader() {}

    /**
     * The one range that is asked for.
     *
     * @return empty when everything is to be sent: for another unit, and for several ranges
     * @throws Refusal with 416 when the range is malformed, or begins after the end
     */
    static Optional<ByteRange> parse(String header, long size) {
        if (!header.startsWith("bytes=") || SEVERAL.matcher(header).matches()) {
            return Optional.empty();
        }
        Matcher matcher = BYTES.matcher(header);
        if (!matcher.matches()) {
            throw unsatisfiable(size);
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            long suffix = last.isEmpty() ? 0 : Math.min(Long.parseLong(last), size);
            return some(size - suffix, size, size);
        }
        long end = last.isEmpty() ? size : Math.min(Long.parseLong(last) + 1, size);
        return some(Long.parseLong(first), end, size);
    }

    private static Optional<ByteRange> some(long start, long end, long size) {
        if (start >= end) {
            throw unsatisfiable(size);
        }
        return Optional.of(new ByteRange(start, end - start));
    }

    private static Refusal unsatisfiable(long size) {
        return Refusal.of(ErrorCode.SIZE_INVALID, 416, "the range does not lie within the blob's " + size + " bytes")
                .with("Content-Range", "bytes */" + size);
    }
}
