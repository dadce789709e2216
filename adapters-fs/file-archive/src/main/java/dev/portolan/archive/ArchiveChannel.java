package dev.portolan.archive;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Streams;
import dev.portolan.error.OciException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file of an archive as a channel. Read from its beginning, it is a stream that verifies. When the position changes,
 * the whole file is read and verified first, and kept in a temporary file while the channel is open, because a part of
 * a file cannot be verified by itself.
 */
final class ArchiveChannel extends ReadOnlyChannel {
    private final ArchiveEntry file;
    private final FileContents contents;
    private volatile @Nullable InputStream stream;
    private volatile @Nullable FileChannel spool;
    private long streamPosition;

    ArchiveChannel(ArchiveEntry file, FileContents contents) {
        super(file.size());
        this.file = file;
        this.contents = contents;
    }

    @Override
    int read(ByteBuffer buffer, long from) throws IOException {
        try {
            if (spool != null || from != streamPosition) {
                return spool().read(buffer, from);
            }
            int n = read(stream(), buffer);
            streamPosition += n;
            return n;
        } catch (ClosedByInterruptException e) {
            close(); // the temporary file and its reader are closed now
            throw e;
        } catch (IOException | OciException e) {
            if (isOpen()) {
                throw e;
            }
            throw (IOException) new AsynchronousCloseException().initCause(e);
        } finally {
            if (!isOpen()) {
                release(); // closed by another thread, which did not see the stream that this one was about to open
            }
        }
    }

    /** Not with a JDK channel over the stream, because an interrupt would end that one with its own error. */
    private static int read(InputStream stream, ByteBuffer buffer) throws IOException {
        byte[] part = new byte[Math.min(buffer.remaining(), Streams.BUFFER)];
        int n = stream.read(part);
        if (n < 0) {
            throw new EOFException("the file ends before its size is reached");
        }
        buffer.put(part, 0, n);
        return n;
    }

    /** A file that is empty is checked as well. */
    @Override
    void atEnd() {
        if (file.size() == 0) {
            stream();
        }
    }

    private InputStream stream() {
        InputStream opened = stream;
        if (opened == null) {
            opened = contents.open(file);
            stream = opened;
        }
        return opened;
    }

    private FileChannel spool() throws IOException {
        FileChannel filled = spool;
        if (filled == null) {
            filled = fill();
            spool = filled;
        }
        return filled;
    }

    private FileChannel fill() throws IOException {
        Path temporary = Files.createTempFile("portolan-archive", ".file");
        FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try (InputStream content = contents.open(file)) {
            Streams.transfer(content, BlobSink.of(channel));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Ends a read that is running in another thread. */
    @Override
    public void close() throws IOException {
        super.close();
        release();
    }

    private void release() throws IOException {
        InputStream opened = stream;
        FileChannel filled = spool;
        try {
            if (opened != null) {
                opened.close();
            }
        } finally {
            if (filled != null) {
                filled.close();
            }
        }
    }
}
