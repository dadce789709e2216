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

    /** Opens the content from its beginning; each call gives a stream of its own, which the caller closes. */
    InputStream open() throws IOException;

    /** Opens the content from this byte on. */
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

    /** Hands the whole content to a sink; for speed, where {@link #open} would copy once more. */
    default void writeTo(BlobSink sink) throws IOException {
        try (InputStream stream = open()) {
            Streams.transfer(stream, sink);
        }
    }

    /**
     * Returns whether {@link #open} and {@link #writeTo} themselves check the bytes against this digest, and fail
     * before their end when they do not match. Who writes such content need not hash it once more.
     */
    default boolean verifies(Digest digest) {
        return false;
    }

    /** Bytes in memory; not copied. */
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
