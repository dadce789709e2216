package dev.portolan.http.repository;

import dev.portolan.error.ContentMismatchException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The bytes of a blob or of a part of one, in their order, as they arrive. For one thread. */
interface BlobReader extends AutoCloseable {

    /**
     * Returns the next bytes, and waits for them; null at the end.
     *
     * @throws dev.portolan.error.OciException when they cannot be had, or the thread is interrupted
     */
    @Nullable
    ByteBuffer next();

    /**
     * Returns the error to throw when the bytes are not those of the digest: a retryable one when they came from a
     * mirror, which is left alone for a while.
     */
    ContentMismatchException blame(ContentMismatchException found);

    /** Gives up what was not read. */
    @Override
    void close();
}
