package dev.portolan.registry.memory;

import dev.portolan.content.BlobSink;
import dev.portolan.content.BulkInputStream;
import dev.portolan.content.ByteRange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The bytes of one blob, of any size, in pieces; immutable once collected. */
final class MemoryBlob {
    private static final int PIECE = 1 << 20;
    private static final int FIRST = 4 << 10;

    private final List<byte[]> pieces;
    private final long size;

    private MemoryBlob(List<byte[]> pieces, long size) {
        this.pieces = pieces;
        this.size = size;
    }

    long size() {
        return size;
    }

    /** Writes a part to a sink, read-only and without a copy. */
    void writeTo(long offset, long length, BlobSink sink) throws IOException {
        for (long at = offset; at < offset + length; ) {
            ByteBuffer part = part(at, offset + length - at);
            at += part.remaining();
            sink.write(part);
        }
    }

    InputStream open() {
        return new PartStream(0, size);
    }

    InputStream open(ByteRange range) {
        return new PartStream(range.offset(), range.end());
    }

    /** Returns the requested bytes of the piece at an offset; never empty within the blob. */
    private ByteBuffer part(long offset, long atMost) {
        byte[] piece = pieces.get((int) (offset / PIECE));
        int start = (int) (offset % PIECE);
        int length = (int) Math.min(Math.min(PIECE - start, size - offset), atMost);
        return ByteBuffer.wrap(piece, start, length).slice().asReadOnlyBuffer();
    }

    private final class PartStream extends BulkInputStream {
        private long position;
        private final long end;

        PartStream(long position, long end) {
            this.position = position;
            this.end = end;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (position == end) {
                return -1;
            }
            ByteBuffer part = part(position, Math.min(length, end - position));
            int count = part.remaining();
            part.get(buffer, offset, count);
            position += count;
            return count;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.max(0, Math.min(count, end - position));
            position += skipped;
            return skipped;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, end - position);
        }
    }

    /** Copies its input. Memory is allocated as bytes arrive, so that a wrong size costs nothing. */
    static final class Collector implements BlobSink {
        private final List<byte[]> full = new ArrayList<>();
        private byte[] last;
        private int used;

        Collector(long expected) {
            last = new byte[(int) Math.min(PIECE, Math.max(expected, 0))];
        }

        Collector() {
            this(FIRST);
        }

        @Override
        public void write(ByteBuffer buffer) {
            while (buffer.hasRemaining()) {
                if (used == last.length) {
                    makeRoom();
                }
                int count = Math.min(buffer.remaining(), last.length - used);
                buffer.get(last, used, count);
                used += count;
            }
        }

        private void makeRoom() {
            if (last.length < PIECE) {
                last = Arrays.copyOf(last, Math.min(PIECE, Math.max(FIRST, last.length * 2)));
            } else {
                full.add(last);
                last = new byte[PIECE];
                used = 0;
            }
        }

        MemoryBlob finish() {
            long size = (long) full.size() * PIECE + used;
            if (used > 0) {
                full.add(used < last.length ? Arrays.copyOf(last, used) : last);
            }
            return new MemoryBlob(List.copyOf(full), size);
        }
    }
}
