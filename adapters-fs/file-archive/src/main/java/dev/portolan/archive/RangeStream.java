package dev.portolan.archive;

import dev.portolan.content.BoundedStream;
import dev.portolan.content.Streams;
import dev.portolan.fs.compress.CountingStream;
import java.io.IOException;
import java.io.InputStream;

/** The stored bytes of neighbouring files, one file after the other. For one thread. */
final class RangeStream implements AutoCloseable {
    private final CountingStream bytes;
    private final long from;

    /**
     * Starts before the first file.
     *
     * @param bytes the bytes of a range, closed with this one
     * @param from where the range begins in the data
     */
    RangeStream(InputStream bytes, long from) {
        this.bytes = new CountingStream(bytes);
        this.from = from;
    }

    /**
     * Returns the stored bytes of the next file; none for an empty one. Unread bytes of the file before it are skipped.
     * Closing the result has no effect.
     */
    InputStream next(ArchiveEntry file) throws IOException {
        if (file.size() == 0) {
            return InputStream.nullInputStream();
        }
        bytes.skipNBytes(file.offset() - from - bytes.count());
        return Streams.closeShield(new BoundedStream(bytes, file.storedSize())); // the next file follows
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
