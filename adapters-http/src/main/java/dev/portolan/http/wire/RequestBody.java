package dev.portolan.http.wire;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The body of a request. It can be written more than once: requests are repeated after a challenge or a redirect. */
public interface RequestBody {
    /** No body. */
    RequestBody NONE = of(new byte[0]);

    /** Returns the number of bytes; negative if unknown. */
    long length();

    /** Writes all bytes to a sink. They are valid only once this has returned. */
    void writeTo(BlobSink sink) throws IOException;

    /** Returns the bytes if they are in memory already. */
    default Optional<ByteBuffer> inMemory() {
        return Optional.empty();
    }

    /** Returns a body of bytes, which are not copied. */
    static RequestBody of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }

    /** Returns a body of the remaining bytes of a buffer, which are not copied. */
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

    /** Returns a body of content that must have this length; negative if unknown. */
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

    /** Returns a body of a part of some content. */
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
