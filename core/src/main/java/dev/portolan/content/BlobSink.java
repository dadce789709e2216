package dev.portolan.content;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes content as it comes, buffer by buffer, in order. What was taken is only good once the read that feeds the
 * sink has returned: until then nothing of it may become visible.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BlobSink {

    /**
     * Takes all that remains of a buffer. The buffer belongs to the sink until this returns, and not after.
     *
     * @throws IOException when the sink cannot take it; the read ends with it
     */
    void write(ByteBuffer buffer) throws IOException;
}
