package dev.portolan.http.wire;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.IntFunction;

/**
 * Buffers for the bodies of answers, of which a few are kept: outside the heap, a socket fills them and a file takes them
 * without a copy, but making one is slow.
 */
final class Buffers {
    /** What one holds, in bytes. */
    static final int SIZE = 256 << 10;

    private static final int KEPT = 16;

    private final IntFunction<ByteBuffer> allocate;
    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(KEPT);

    Buffers(IntFunction<ByteBuffer> allocate) {
        this.allocate = allocate;
    }

    /** An empty buffer. */
    ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        return buffer == null ? allocate.apply(SIZE) : buffer;
    }

    /** Takes one back. Nobody may hold on to it, or to a duplicate of it. */
    void give(ByteBuffer buffer) {
        free.offer(buffer.clear());
    }
}
