package dev.portolan.http.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The body of an answer, read once, by one thread at a time. */
public interface ResponseBody extends AutoCloseable {

    /**
     * The next bytes; waits for them.
     *
     * @return a buffer that belongs to the caller; null at the end of the body
     * @throws IOException when the connection breaks, nothing comes for too long, or the thread is interrupted
     */
    @Nullable
    ByteBuffer next() throws IOException;

    /**
     * Notes that what was read is not what it should be.
     *
     * @return whether another place may have it right, which is the one that is asked from now on
     */
    default boolean distrust() {
        return false;
    }

    /** Gives up what was not read. */
    @Override
    void close();

    /** The body as a whole, as far as it fits: at most {@code limit} bytes; the rest is given up. */
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

    /** Bytes in memory. */
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
