package dev.portolan.internal.work;

import dev.portolan.content.BulkInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** A stream that reports how many bytes are read, each time that some are. */
public final class WatchedStream extends BulkInputStream {
    private final InputStream in;
    private final LongConsumer listener;

    /** Reports the bytes of this stream, which is closed with the new one. */
    public WatchedStream(InputStream in, LongConsumer listener) {
        this.in = in;
        this.listener = listener;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = in.read(buffer, offset, length);
        if (n > 0) {
            listener.accept(n);
        }
        return n;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
