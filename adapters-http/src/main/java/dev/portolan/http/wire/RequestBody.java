package dev.portolan.http.wire;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The body of a request. It can be written again, since a request is sent again after a challenge, a redirect or a
 * broken connection.
 */
public interface RequestBody {
    /** No body. */
    RequestBody NONE = of(new byte[0]);

    /** The number of bytes; below zero when it is not known. */
    long length();

    /** Hands all bytes to a sink. What was handed on is only to be believed once this has returned. */
    void writeTo(BlobSink sink) throws IOException;

    /** The bytes, where they are in memory anyway. */
    default Optional<ByteBuffer> inMemory() {
        return Optional.empty();
    }

    /** Bytes in memory; not copied. */
    static RequestBody of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }

    /** What remains of a buffer; not copied. */
    static RequestBody of(ByteBuffer buffer) {
        ByteBuffer bytes = buffer.slice();
        return new RequestBody() {
            @Override
            public long length() {
                return bytes.remaining();
            }

            @Override
            public void writeTo(BlobSink sink) throws IOException {
                sink.write(bytes.duplicate());
            }

            @Override
            public Optional<ByteBuffer> inMemory() {
                return Optional.of(bytes.duplicate());
            }
        };
    }

    /** The whole of some content, which must have this length; below zero when it is not known. */
    static RequestBody of(Content content, long length) {
        return new RequestBody() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public void writeTo(BlobSink sink) throws IOException {
                content.writeTo(sink);
            }
        };
    }

    /** A part of some content. */
    static RequestBody part(Content content, long offset, long length) {
        return new RequestBody() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public void writeTo(BlobSink sink) throws IOException {
                byte[] buffer = new byte[(int) Math.min(length, Streams.BUFFER)];
                try (InputStream stream = content.openAt(offset)) {
                    for (long left = length; left > 0; ) {
                        int n = stream.read(buffer, 0, (int) Math.min(left, buffer.length));
                        if (n < 0) {
                            throw new EOFException("it ended " + left + " bytes early");
                        }
                        sink.write(ByteBuffer.wrap(buffer, 0, n));
                        left -= n;
                    }
                }
            }
        };
    }
}
