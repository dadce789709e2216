package dev.portolan.http.repository;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a piece that have not been read yet, in order. Over TLS, the JDK's client puts each record into a buffer
 * that is two to four times as large; small buffers are therefore copied into blocks, so that a piece takes no more
 * memory than its bytes. Not thread-safe.
 */
final class PieceBuffers {
    /** The size of a block, and of buffers that are kept as they are, in bytes. */
    static final int BLOCK = 64 << 10;

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>();
    /** Where small buffers go: the bytes between {@code begin} and its position are not in the queue yet. */
    private ByteBuffer block = NONE;

    private int begin;

    /** Adds bytes; the buffer now belongs to this object. */
    void add(ByteBuffer buffer) {
        if (buffer.remaining() >= BLOCK) {
            queueBlock();
            queue.add(buffer);
            return;
        }
        while (buffer.hasRemaining()) {
            if (!block.hasRemaining()) {
                queueBlock();
                block = ByteBuffer.allocate(BLOCK);
                begin = 0;
            }
            int n = Math.min(buffer.remaining(), block.remaining());
            block.put(buffer.slice().limit(n));
            buffer.position(buffer.position() + n);
        }
    }

    private void queueBlock() {
        if (block.position() > begin) {
            queue.add(block.slice(begin, block.position() - begin));
            begin = block.position();
        }
    }

    /** Returns whether a whole block, or a large buffer, can be taken. */
    boolean hasBlock() {
        return !queue.isEmpty();
    }

    /** Takes the next bytes; null if there are none. */
    @Nullable
    ByteBuffer poll() {
        if (queue.isEmpty()) {
            queueBlock();
        }
        return queue.poll();
    }
}
