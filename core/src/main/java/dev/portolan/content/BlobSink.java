package dev.portolan.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Receives content buffer by buffer, in order. The content is verified only when the read that feeds the sink has
 * returned; until then, none of it may become visible.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BlobSink {

    /**
     * Writes the remaining bytes of a buffer. The sink may use the buffer only until this method returns.
     *
     * @throws IOException when writing fails; this ends the read
     */
    void write(ByteBuffer buffer) throws IOException;

    /** Returns a sink that writes everything to a channel, which may take fewer bytes at a time. */
    static BlobSink of(WritableByteChannel channel) {
        return buffer -> {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        };
    }
}
