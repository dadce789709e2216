package dev.portolan.registry.server;

import dev.portolan.content.BlobSink;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Passes on the bytes before an offset, and then acts once. */
final class AtOffset implements BlobSink {
    /** What happens before the byte at the offset; may take bytes from the rest. */
    @FunctionalInterface
    interface Action {
        void at(ByteBuffer rest) throws IOException;
    }

    private final BlobSink next;
    private final long offset;
    private final Action action;
    private long passed;
    private boolean done;

    AtOffset(BlobSink next, long offset, Action action) {
        this.next = next;
        this.offset = offset;
        this.action = action;
    }

    @Override
    public void write(ByteBuffer buffer) throws IOException {
        if (!done && passed + buffer.remaining() > offset) {
            int before = (int) (offset - passed);
            if (before > 0) {
                ByteBuffer head = buffer.duplicate();
                head.limit(head.position() + before);
                next.write(head);
                buffer.position(buffer.position() + before);
                passed += before;
            }
            done = true;
            action.at(buffer);
        }
        passed += buffer.remaining();
        if (buffer.hasRemaining()) {
            next.write(buffer);
        }
    }
}
