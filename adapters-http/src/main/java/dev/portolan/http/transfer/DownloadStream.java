package dev.portolan.http.transfer;

import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A download as a stream. Its failures are {@link dev.portolan.error.OciException}s. */
final class DownloadStream extends InputStream {
    private final Download download;
    private @Nullable ByteBuffer current;

    DownloadStream(Download download) {
        this.download = download;
    }

    @Override
    public int read() {
        ByteBuffer buffer = buffer();
        return buffer == null ? -1 : buffer.get() & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        ByteBuffer buffer = buffer();
        if (buffer == null) {
            return -1;
        }
        int n = Math.min(length, buffer.remaining());
        buffer.get(bytes, offset, n);
        return n;
    }

    private @Nullable ByteBuffer buffer() {
        if (current == null || !current.hasRemaining()) {
            if (current != null) {
                download.recycle(current);
            }
            current = download.next();
        }
        return current;
    }

    @Override
    public void close() {
        download.close();
    }
}
