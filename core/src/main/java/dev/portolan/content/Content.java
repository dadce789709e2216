package dev.portolan.content;

import dev.portolan.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Content that can be opened again: uploads are sent a second time after a redirect, a challenge or a broken
 * connection. Implementations are safe to use from several threads.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Content {

    /** Opens the content at its start. Each call returns a new stream, which the caller closes. */
    InputStream open() throws IOException;

    /** Opens the content at this offset. */
    default InputStream openAt(long offset) throws IOException {
        InputStream stream = open();
        try {
            stream.skipNBytes(offset);
            return stream;
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    /** Writes the whole content to a sink, which can be faster than {@link #open}. */
    default void writeTo(BlobSink sink) throws IOException {
        try (InputStream stream = open()) {
            Streams.transfer(stream, sink);
        }
    }

    /**
     * Returns whether {@link #open} and {@link #writeTo} verify the bytes against this digest, and fail before the end
     * if they do not match. Such content need not be hashed again when it is written.
     */
    default boolean verifies(Digest digest) {
        return false;
    }

    /** Returns content from bytes in memory, which are not copied. */
    static Content of(byte[] bytes) {
        return new Content() {
            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }

            @Override
            public void writeTo(BlobSink sink) throws IOException {
                sink.write(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
            }
        };
    }
}
