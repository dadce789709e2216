package dev.portolan.fs.archive;

import dev.portolan.content.ByteRange;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A file that is stored as it is, read part by part, a range for each read. */
final class UnverifiedChannel implements SeekableByteChannel {
    private final ArchiveEntry file;
    private final ArchiveData data;
    private long position;
    private boolean closed;

    UnverifiedChannel(ArchiveEntry file, ArchiveData data) {
        this.file = file;
        this.data = data;
    }

    @Override
    public synchronized int read(ByteBuffer buffer) throws IOException {
        requireOpen();
        if (position >= file.size()) {
            return -1;
        }
        int length = (int) Math.min(buffer.remaining(), file.size() - position);
        if (length == 0) {
            return 0;
        }
        try (InputStream part = data.open(new ByteRange(file.offset() + position, length))) {
            byte[] bytes = part.readNBytes(length);
            if (bytes.length != length) {
                throw new EOFException("the data ended within the file " + file.path());
            }
            buffer.put(bytes);
        }
        position += length;
        return length;
    }

    @Override
    public synchronized long position() throws IOException {
        requireOpen();
        return position;
    }

    @Override
    public synchronized SeekableByteChannel position(long newPosition) throws IOException {
        requireOpen();
        if (newPosition < 0) {
            throw new IllegalArgumentException("below zero: " + newPosition);
        }
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        requireOpen();
        return file.size();
    }

    @Override
    public int write(ByteBuffer buffer) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    private void requireOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public synchronized boolean isOpen() {
        return !closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
