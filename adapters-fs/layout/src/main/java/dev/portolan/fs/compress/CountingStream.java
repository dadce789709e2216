package dev.portolan.fs.compress;

import dev.portolan.content.BulkInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes that are read through it. */
public class CountingStream extends BulkInputStream {
    private final InputStream in;
    private long count;

    /** Counts the bytes of this stream from here on. */
    public CountingStream(InputStream in) {
        this.in = in;
    }

    /** Returns the number of bytes so far. */
    public final long count() {
        return count;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = in.read(buffer, offset, length);
        count += Math.max(n, 0);
        return n;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
