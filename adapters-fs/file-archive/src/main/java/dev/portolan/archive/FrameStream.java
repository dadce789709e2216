package dev.portolan.archive;

import dev.portolan.content.Streams;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A stream of the decompressed content of a zstd frame. */
final class FrameStream extends FilterInputStream {
    private final ArchiveEntry file;
    private final ZstdDecoder decoder;
    private final ByteBuffer stored = ByteBuffer.allocate(Streams.BUFFER).flip();

    FrameStream(ArchiveEntry file, InputStream stored, ZstdDecoder decoder) {
        super(stored);
        this.file = file;
        this.decoder = decoder;
    }

    @Override
    public int read() throws IOException {
        return Streams.readByte(this);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(buffer, offset, length);
        while (length > 0 && target.position() == offset) {
            if (!stored.hasRemaining() && !decoder.hasMore() && !fill()) {
                decoder.finish(file);
                return -1;
            }
            decoder.decode(file, stored, target);
        }
        return target.position() - offset;
    }

    private boolean fill() throws IOException {
        int n = in.read(stored.array());
        stored.position(0).limit(Math.max(n, 0));
        return n >= 0;
    }

    @Override
    public void close() throws IOException {
        decoder.close();
        in.close();
    }

    @Override
    public int available() {
        return 0;
    }

    @Override
    public long skip(long n) throws IOException {
        byte[] skipped = new byte[(int) Math.min(Math.max(n, 0), Streams.BUFFER)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
