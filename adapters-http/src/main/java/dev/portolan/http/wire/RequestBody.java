package dev.portolan.http.wire;

import dev.portolan.content.BlobSink;
import dev.portolan.content.BoundedStream;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of a request. It can be written more than once: requests are repeated after a challenge or a redirect. */
public final class RequestBody {
    /** No body. */
    public static final RequestBody NONE = of(new byte[0]);

    private final long length;
    private final Writer writer;
    private final @Nullable ByteBuffer bytes;

    private RequestBody(long length, Writer writer, @Nullable ByteBuffer bytes) {
        this.length = length;
        this.writer = writer;
        this.bytes = bytes;
    }

    /** Writes a body. */
    @FunctionalInterface
    public interface Writer {
        /** Writes all bytes to a sink. */
        void writeTo(BlobSink sink) throws IOException;
    }

    /** Returns a body of bytes, which are not copied. */
    public static RequestBody of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }

    /** Returns a body of the remaining bytes of a buffer, which are not copied. */
    public static RequestBody of(ByteBuffer buffer) {
        ByteBuffer bytes = buffer.slice();
        return new RequestBody(bytes.remaining(), sink -> sink.write(bytes.duplicate()), bytes);
    }

    /** Returns a body of content that must have this length; negative if unknown. */
    public static RequestBody of(Content content, long length) {
        return new RequestBody(length, content::writeTo, null);
    }

    /** Returns a body of unknown length. */
    public static RequestBody of(Writer writer) {
        return new RequestBody(-1, writer, null);
    }

    /** Returns a body of a part of some content. */
    public static RequestBody part(Content content, long offset, long length) {
        Writer writer = sink -> {
            try (InputStream stream = new BoundedStream(content.openAt(offset), length)) {
                long sent = Streams.transfer(stream, sink);
                if (sent < length) {
                    throw new EOFException("it ended " + (length - sent) + " bytes early");
                }
            }
        };
        return new RequestBody(length, writer, null);
    }

    /** Returns the number of bytes; negative if unknown. */
    public long length() {
        return length;
    }

    /** Writes all bytes to a sink. They are valid only once this has returned. */
    public void writeTo(BlobSink sink) throws IOException {
        writer.writeTo(sink);
    }

    /** Returns the bytes if they are in memory already. */
    public Optional<ByteBuffer> inMemory() {
        return Optional.ofNullable(bytes).map(ByteBuffer::duplicate);
    }
}
