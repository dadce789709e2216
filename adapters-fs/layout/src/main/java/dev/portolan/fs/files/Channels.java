package dev.portolan.fs.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Reads and writes whole buffers: a channel may transfer fewer bytes than requested. */
public final class Channels {
    private Channels() {}

    /** Writes everything that a buffer has left. */
    public static void writeFully(WritableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Reads until a buffer is full or the channel ends; false when it ended before the first byte. */
    public static boolean fill(ReadableByteChannel channel, ByteBuffer buffer) throws IOException {
        int start = buffer.position();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                return buffer.position() > start;
            }
        }
        return true;
    }
}
