package dev.portolan.http.repository;

import dev.portolan.content.BulkInputStream;
import dev.portolan.content.Verifier;
import dev.portolan.error.ContentMismatchException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A download as a stream. It fails with {@link dev.portolan.error.OciException}s. */
final class DownloadStream extends BulkInputStream {
    private final BlobReader download;
    private final @Nullable Verifier verifier;
    private @Nullable ByteBuffer current;
    private volatile boolean closed;

    /**
     * A stream over a download.
     *
     * @param verifier fails at the end if the blob does not match its digest; null for a part
     */
    DownloadStream(BlobReader download, @Nullable Verifier verifier) {
        this.download = download;
        this.verifier = verifier;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the stream was closed");
        }
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
            current = null; // if the next step fails, later reads must not hand out unverified bytes
            ByteBuffer next = download.next();
            verify(next);
            current = next;
        }
        return current;
    }

    private void verify(@Nullable ByteBuffer buffer) {
        if (verifier == null) {
            return;
        }
        try {
            if (buffer == null) {
                verifier.finish();
            } else {
                verifier.update(buffer);
            }
        } catch (ContentMismatchException e) {
            throw download.blame(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        download.close();
    }
}
