package dev.portolan.http.repository;

import dev.portolan.error.ContentMismatchException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The bytes of a blob or of a part of one, in their order, as they arrive. For one thread. */
interface BlobReader extends AutoCloseable {

    /**
     * Returns the next bytes, and waits for them; null at the end.
     *
     * @throws dev.portolan.error.OciException when they cannot be read, or the thread is interrupted
     */
    @Nullable
    ByteBuffer next();

    /**
     * Returns the error to throw when the bytes do not match the digest: a retryable one if they came from a mirror,
     * which is then skipped for a while.
     */
    ContentMismatchException blame(ContentMismatchException found);

    /** Abandons the unread rest. */
    @Override
    void close();
}
