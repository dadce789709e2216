package dev.portolan.http.repository;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.http.wire.LengthCheck;
import dev.portolan.model.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Content that is read into memory as a whole before its first byte is handed on. */
final class BufferedContent implements Content {
    private final Content content;
    private final Descriptor blob;
    private final String where;
    private @Nullable ByteBuffer bytes;

    /**
     * Buffers content.
     *
     * @param blob its descriptor, with a size of at most {@link Integer#MAX_VALUE}
     * @param where the repository that it is sent to
     */
    BufferedContent(Content content, Descriptor blob, String where) {
        this.content = content;
        this.blob = blob;
        this.where = where;
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
        ByteBuffer buffer = ByteBuffer.allocate((int) blob.size());
        LengthCheck length = new LengthCheck("uploading blob " + blob.digest(), where, blob.size());
        content.writeTo(more -> {
            length.add(more.remaining());
            buffer.put(more);
        });
        bytes = buffer.flip();
        return buffer.duplicate();
    }
}
