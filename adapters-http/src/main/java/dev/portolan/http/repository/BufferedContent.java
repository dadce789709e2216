package dev.portolan.http.repository;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Content that is read into memory as a whole before its first byte is handed on. */
final class BufferedContent implements Content {
    private final Content content;
    private final long size;
    private @Nullable ByteBuffer bytes;

    /**
     * Buffers content.
     *
     * @param size the number of bytes that it has, at most {@link Integer#MAX_VALUE}
     */
    BufferedContent(Content content, long size) {
        this.content = content;
        this.size = size;
    }

    @Override
    public InputStream open() throws IOException {
        ByteBuffer all = bytes();
        return new ByteArrayInputStream(all.array(), 0, all.limit());
    }

    @Override
    public void writeTo(BlobSink sink) throws IOException {
        sink.write(bytes().asReadOnlyBuffer());
    }

    private synchronized ByteBuffer bytes() throws IOException {
        ByteBuffer known = bytes;
        if (known != null) {
            return known.duplicate();
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) size);
        content.writeTo(more -> {
            if (more.remaining() > buffer.remaining()) {
                throw new IOException("it is longer than the " + size + " bytes of its descriptor");
            }
            buffer.put(more);
        });
        bytes = buffer.flip();
        return buffer.duplicate();
    }
}
