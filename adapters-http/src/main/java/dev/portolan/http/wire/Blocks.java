package dev.portolan.http.wire;

import dev.portolan.content.BlobSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Collects bytes into blocks of one size. A full block is passed on when more bytes follow, the last one at the end. So
 * bytes that wait for a reader take no more memory than they have: over TLS, the JDK's client puts each record into a
 * buffer that is two to four times as large.
 */
public final class Blocks implements BlobSink {
    private final int size;
    private final BlobSink next;
    private @Nullable ByteBuffer block;

    /**
     * No bytes yet.
     *
     * @param size the size of a block in bytes
     * @param next gets the blocks, which belong to it
     */
    public Blocks(int size, BlobSink next) {
        this.size = size;
        this.next = next;
    }

    /** Copies bytes into blocks. */
    @Override
    public void write(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            ByteBuffer to = block;
            if (to == null || !to.hasRemaining()) {
                finish();
                to = ByteBuffer.allocate(size);
                block = to;
            }
            int n = Math.min(from.remaining(), to.remaining());
            to.put(from.slice().limit(n));
            from.position(from.position() + n);
        }
    }

    /** Passes on the last block, unless it is empty. */
    public void finish() throws IOException {
        if (block != null) {
            next.write(block.flip());
            block = null;
        }
    }
}
