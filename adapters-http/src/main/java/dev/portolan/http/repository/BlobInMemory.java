package dev.portolan.http.repository;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.http.wire.RequestBody;
import dev.portolan.model.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A blob that is read into memory, and verified, before its first byte is sent. So sending a small one needs no second
 * thread, and counts as one of the requests that a host may get at a time.
 */
final class BlobInMemory implements Content {
    private final Content content;
    private final Descriptor blob;
    private final String where;
    private byte @Nullable [] bytes;

    /**
     * A blob that is read when it is needed, once.
     *
     * @param blob its descriptor, with a size of at most {@link Integer#MAX_VALUE}
     * @param where the repository that it is sent to
     */
    BlobInMemory(Content content, Descriptor blob, String where) {
        this.content = content;
        this.blob = blob;
        this.where = where;
    }

    /** Returns the blob as the body of a request. */
    RequestBody body() {
        return RequestBody.of(bytes());
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes());
    }

    @Override
    public void writeTo(BlobSink sink) throws IOException {
        sink.write(ByteBuffer.wrap(bytes()).asReadOnlyBuffer());
    }

    private synchronized byte[] bytes() {
        if (bytes == null) {
            bytes = read();
        }
        return bytes;
    }

    private byte[] read() {
        ByteBuffer buffer = ByteBuffer.allocate((int) blob.size());
        Verifier verifier = Verifier.of(content, blob, where);
        try {
            content.writeTo(verifier.before(buffer::put));
        } catch (IOException e) {
            throw Streams.failure("reading the content while uploading blob " + blob.digest(), where, e);
        }
        verifier.finish();
        return buffer.array();
    }
}
