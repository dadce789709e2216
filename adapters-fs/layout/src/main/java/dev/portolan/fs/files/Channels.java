package dev.portolan.fs.files;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Reads and writes whole buffers: a channel may transfer fewer bytes than requested. */
public final class Channels {
    private Channels() {}

    /** Writes all bytes of an array. */
    public static void writeFully(WritableByteChannel channel, byte[] bytes) throws IOException {
        BlobSink.of(channel).write(ByteBuffer.wrap(bytes));
    }

    /** Hands everything from the position of a channel on to a sink. */
    public static void feed(ReadableByteChannel channel, BlobSink sink) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(Streams.BUFFER);
        while (channel.read(buffer) >= 0) {
            sink.write(buffer.flip());
            buffer.clear();
        }
    }

    /** Reads until a buffer is full or the channel ends; returns how many bytes that were. */
    public static int fill(ReadableByteChannel channel, ByteBuffer buffer) throws IOException {
        int start = buffer.position();
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // more may follow
        }
        return buffer.position() - start;
    }
}
