package dev.portolan.archive;

import dev.portolan.archive.index.ArchiveIndex;
import dev.portolan.content.BlobSink;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Splits the bytes of a range into its files, and passes each file's bytes on as they arrive. */
final class RangeSplitter implements BlobSink {
    private final ArchiveIndex index;
    private final FileRange range;
    private final Extraction.RangeFiles files;
    private int next;
    private long position;
    private long begin;
    private long end;

    RangeSplitter(ArchiveIndex index, FileRange range, Extraction.RangeFiles files) throws IOException {
        this.index = index;
        this.range = range;
        this.files = files;
        this.position = range.from();
        beginNext();
    }

    /** Goes on to the next file that has bytes; those before it that have none are done with at once. */
    private void beginNext() throws IOException {
        while (next < range.entries().length) {
            ArchiveEntry file = ArchiveEntry.file(index, range.entries()[next++]);
            files.begin(file);
            if (file.size() > 0) {
                begin = file.offset();
                end = begin + file.storedSize();
                return;
            }
            files.end();
        }
        begin = Long.MAX_VALUE;
        end = Long.MAX_VALUE;
    }

    @Override
    public void write(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            long left = (position < begin ? begin : end) - position;
            int length = (int) Math.min(left, buffer.remaining());
            if (position < begin) {
                buffer.position(buffer.position() + length);
            } else {
                files.bytes(buffer.slice(buffer.position(), length));
                buffer.position(buffer.position() + length);
            }
            position += length;
            if (position == end) {
                files.end();
                beginNext();
            }
        }
    }

    /** Fails when the range ended before its last file did. */
    void finish() throws IOException {
        if (begin != Long.MAX_VALUE) {
            throw new EOFException("the data ends at byte " + position);
        }
    }
}
