package dev.portolan.fs.archive;

import dev.portolan.content.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file of an archive as a channel. Read from its beginning, it is a stream that verifies. Once another part is
 * wanted than the next one, the whole file is read and verified first, and kept in a temporary file while the channel
 * is open: a part of a file cannot be verified by itself.
 */
final class ArchiveChannel implements SeekableByteChannel {
    private final ArchiveEntry file;
    private final FileContents contents;
    private @Nullable ReadableByteChannel stream;
    private @Nullable FileChannel spool;
    private long streamPosition;
    private long position;
    private boolean closed;

    ArchiveChannel(ArchiveEntry file, FileContents contents) {
        this.file = file;
        this.contents = contents;
    }

    @Override
    public synchronized int read(ByteBuffer buffer) throws IOException {
        requireOpen();
        if (position >= file.size()) {
            finishStream();
            return -1;
        }
        if (!buffer.hasRemaining()) {
            return 0;
        }
        int n;
        if (spool == null && position == streamPosition) {
            n = stream().read(buffer);
            streamPosition += Math.max(n, 0);
        } else {
            n = spool().read(buffer, position);
        }
        position += Math.max(n, 0);
        return n;
    }

    /** A file that is empty is checked as well. */
    private void finishStream() throws IOException {
        if (file.size() == 0) {
            stream();
        }
    }

    private ReadableByteChannel stream() {
        if (stream == null) {
            stream = Channels.newChannel(contents.open(file));
        }
        return stream;
    }

    private FileChannel spool() throws IOException {
        if (spool == null) {
            spool = fill();
        }
        return spool;
    }

    private FileChannel fill() throws IOException {
        Path temporary = Files.createTempFile("portolan-archive", ".file");
        FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try (InputStream content = contents.open(file)) {
            Streams.transfer(content, buffer -> {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            });
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
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
    public synchronized void close() throws IOException {
        closed = true;
        try {
            if (stream != null) {
                stream.close();
            }
        } finally {
            if (spool != null) {
                spool.close();
            }
        }
    }
}
