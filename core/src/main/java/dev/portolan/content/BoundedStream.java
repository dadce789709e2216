package dev.portolan.content;

import java.io.IOException;
import java.io.InputStream;

/**
 * A stream of the first bytes of another stream.
 *
 * @since 0.1.0
 */
public final class BoundedStream extends BulkInputStream {
    private final InputStream in;
    private long left;

    /**
     * Creates a stream that ends after this many bytes, or when the other stream ends.
     *
     * @param length in bytes, not negative
     */
    public BoundedStream(InputStream in, long length) {
        this.in = in;
        this.left = length;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left <= 0) {
            return length == 0 ? 0 : -1;
        }
        int n = in.read(buffer, offset, (int) Math.min(length, left));
        left -= Math.max(n, 0);
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = in.skip(Math.max(0, Math.min(n, left)));
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(in.available(), left);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
