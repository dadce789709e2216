package dev.portolan.fs.compress;

import dev.portolan.content.Streams;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes that are read or skipped through it. */
public class CountingStream extends FilterInputStream {
    private long count;

    /** Counts the bytes of this stream from here on. */
    public CountingStream(InputStream in) {
        super(in);
    }

    /** Returns the number of bytes so far. */
    public final long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        return Streams.readByte(this);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = in.read(buffer, offset, length);
        count += Math.max(n, 0);
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = in.skip(n);
        count += skipped;
        return skipped;
    }
}
