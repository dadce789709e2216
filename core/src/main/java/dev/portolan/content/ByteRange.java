package dev.portolan.content;

/**
 * A range of bytes: {@code length} bytes starting at {@code offset}.
 *
 * @param offset the first byte, counted from 0
 * @param length the number of bytes, at least 1
 * @since 0.1.0
 */
public record ByteRange(long offset, long length) {

    /** Checks that the range is not empty or negative, and that its end fits into 63 bits. */
    public ByteRange {
        if (offset < 0 || length < 1 || offset > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("not a range: " + length + " bytes from " + offset);
        }
    }

    /**
     * Returns all bytes of content from this one on.
     *
     * @param offset the first byte, counted from 0
     * @param size of the whole content, in bytes; above the offset
     */
    public static ByteRange toEnd(long offset, long size) {
        return new ByteRange(offset, size - offset);
    }

    /** Returns the offset after the last byte. */
    public long end() {
        return offset + length;
    }
}
