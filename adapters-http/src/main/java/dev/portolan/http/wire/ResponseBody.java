package dev.portolan.http.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The body of a response, read once, by one thread at a time. */
public interface ResponseBody extends AutoCloseable {

    /**
     * Returns the next bytes, and waits for them.
     *
     * @return a buffer that belongs to the caller; null at the end of the body
     * @throws IOException when the connection breaks, no data arrives for too long, or the thread is interrupted
     */
    @Nullable
    ByteBuffer next() throws IOException;

    /**
     * Reports that the content was wrong.
     *
     * @return whether it came from a mirror, so that the registry itself, which is asked from now on, may have it right
     */
    default boolean distrust() {
        return false;
    }

    /** Returns whether the content comes from a mirror, as {@link #distrust} would return. */
    default boolean isFromMirror() {
        return false;
    }

    /** Discards the unread rest. */
    @Override
    void close();

    /** Reads at most {@code limit} bytes and discards the rest. */
    default byte[] readUpTo(int limit) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (this) {
            for (ByteBuffer buffer; bytes.size() < limit && (buffer = next()) != null; ) {
                byte[] some = new byte[Math.min(buffer.remaining(), limit - bytes.size())];
                buffer.get(some);
                bytes.write(some, 0, some.length);
            }
        }
        return bytes.toByteArray();
    }

    /** Returns a body of bytes in memory. */
    static ResponseBody of(byte[] bytes) {
        return new ResponseBody() {
            private boolean given;

            @Override
            public @Nullable ByteBuffer next() {
                if (given || bytes.length == 0) {
                    return null;
                }
                given = true;
                return ByteBuffer.wrap(bytes);
            }

            @Override
            public byte[] readUpTo(int limit) { // as often as anybody wants
                given = true;
                return Arrays.copyOf(bytes, Math.min(limit, bytes.length));
            }

            @Override
            public void close() {
                given = true;
            }
        };
    }
}
