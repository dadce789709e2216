package dev.portolan.fs.archive;

import dev.portolan.content.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file of an archive as a channel. Read from its beginning, it is a stream that verifies. Once another part is
 * wanted than the next one, the whole file is read and verified first, and kept in a temporary file while the channel
 * is open: a part of a file cannot be verified by itself.
 */
final class ArchiveChannel extends ReadOnlyChannel {
    private final ArchiveEntry file;
    private final FileContents contents;
    private volatile @Nullable ReadableByteChannel stream;
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
            int n = stream().read(buffer);
            streamPosition += n;
            return n;
        } finally {
            if (!isOpen()) {
                release(); // closed by another thread, which did not see what this one was about to open
            }
        }
    }

    /** A file that is empty is checked as well. */
    @Override
    void atEnd() {
        if (file.size() == 0) {
            stream();
        }
    }

    private ReadableByteChannel stream() {
        ReadableByteChannel opened = stream;
        if (opened == null) {
            opened = Channels.newChannel(contents.open(file));
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

    /** Ends a read that goes on in another thread. */
    @Override
    public void close() throws IOException {
        super.close();
        release();
    }

    private void release() throws IOException {
        ReadableByteChannel opened = stream;
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
