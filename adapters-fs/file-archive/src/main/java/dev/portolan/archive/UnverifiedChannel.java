package dev.portolan.archive;

import dev.portolan.content.ByteRange;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** An uncompressed file that is read in parts, with one range request per read. */
final class UnverifiedChannel extends ReadOnlyChannel {
    private final ArchiveEntry file;
    private final ArchiveData data;

    UnverifiedChannel(ArchiveEntry file, ArchiveData data) {
        super(file.size());
        this.file = file;
        this.data = data;
    }

    @Override
    int read(ByteBuffer buffer, long from) throws IOException {
        int length = (int) Math.min(buffer.remaining(), file.size() - from);
        try (InputStream part = data.open(new ByteRange(file.offset() + from, length))) {
            byte[] bytes = part.readNBytes(length);
            if (bytes.length != length) {
                throw new EOFException("the data ends in the middle of the file " + file.shown());
            }
            buffer.put(bytes);
        }
        return length;
    }
}
