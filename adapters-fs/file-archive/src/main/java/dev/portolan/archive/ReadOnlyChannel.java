package dev.portolan.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A channel of a file that cannot be changed: its position and its end. Safe to use from several threads. */
abstract class ReadOnlyChannel implements SeekableByteChannel {
    private final long size;
    private long position;
    private volatile boolean closed;

    /** A channel of a file of this many bytes. */
    ReadOnlyChannel(long size) {
        this.size = size;
    }

    /**
     * Reads from within the file; asked one at a time.
     *
     * @param buffer with room for one byte at least
     * @return how many bytes were read, which is more than none
     */
    abstract int read(ByteBuffer buffer, long from) throws IOException;

    /** Called when a read begins at the end of the file or after it. */
    void atEnd() {}

    @Override
    public final synchronized int read(ByteBuffer buffer) throws IOException {
        requireOpen();
        if (position >= size) {
            atEnd();
            return -1;
        }
        if (!buffer.hasRemaining()) {
            return 0;
        }
        int n = read(buffer, position);
        position += n;
        return n;
    }

    @Override
    public final synchronized long position() throws IOException {
        requireOpen();
        return position;
    }

    @Override
    public final synchronized SeekableByteChannel position(long newPosition) throws IOException {
        requireOpen();
        if (newPosition < 0) {
            throw new IllegalArgumentException("negative: " + newPosition);
        }
        position = newPosition;
        return this;
    }

    @Override
    public final long size() throws IOException {
        requireOpen();
        return size;
    }

    @Override
    public final int write(ByteBuffer buffer) throws IOException {
        requireOpen();
        throw new NonWritableChannelException();
    }

    @Override
    public final SeekableByteChannel truncate(long newSize) throws IOException {
        requireOpen();
        throw new NonWritableChannelException();
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public final boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
    }
}
