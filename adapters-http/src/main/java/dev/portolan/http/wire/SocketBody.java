package dev.portolan.http.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The body of an answer, read from the socket by the thread that wants it, into buffers that are used again. */
final class SocketBody implements ResponseBody {
    /** A length that the body itself tells, piece by piece (RFC 9112, 7.1). */
    static final long CHUNKED = -1;
    /** A length that ends with the connection. */
    static final long UNTIL_CLOSED = -2;

    /** A buffer is handed on with so many bytes or more, unless the body ends or breaks before. */
    private static final int WORTH_WHILE = 128 << 10;

    private final SocketConnection connection;
    private final SocketInput input;
    private final Buffers buffers;
    private final boolean chunked;
    private final boolean untilClosed;
    private long left;
    private boolean begun;
    private boolean ended;
    private volatile boolean closed;
    private volatile long received;
    private @Nullable IOException broken;

    SocketBody(SocketConnection connection, SocketInput input, long length, Buffers buffers) {
        this.connection = connection;
        this.input = input;
        this.buffers = buffers;
        this.chunked = length == CHUNKED;
        this.untilClosed = length == UNTIL_CLOSED;
        this.left = untilClosed ? Long.MAX_VALUE : Math.max(length, 0);
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        if (closed) {
            throw new IOException("the body is closed");
        }
        if (broken != null) {
            throw broken;
        }
        if (ended) {
            return null;
        }
        ByteBuffer buffer = buffers.take();
        try {
            fill(buffer);
        } catch (IOException e) {
            broken = e;
            if (buffer.position() == 0 || e instanceof InterruptedIOException) { // else what came before it is good
                buffers.give(buffer);
                throw e;
            }
        }
        if (buffer.position() > 0) {
            return buffer.flip();
        }
        buffers.give(buffer);
        return null;
    }

    private void fill(ByteBuffer buffer) throws IOException {
        while (buffer.position() < WORTH_WHILE && piece()) {
            buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + Math.min(left, buffer.capacity())));
            int n = input.read(buffer);
            if (n >= 0) {
                left -= n;
                received += n; // by this thread alone
            } else if (untilClosed) {
                left = 0;
            } else {
                throw new EOFException("the connection was closed within the body");
            }
        }
    }

    /** Whether there is more: the rest of this piece, or another one. */
    private boolean piece() throws IOException {
        if (left == 0 && chunked && !ended) {
            nextChunk();
        }
        if (left == 0) {
            ended = true;
            connection.close();
        }
        return !ended;
    }

    private void nextChunk() throws IOException {
        if (begun && !input.line().isEmpty()) {
            throw new IOException("the body's pieces are longer than they say");
        }
        begun = true;
        String size = input.line().replaceFirst("[ \t]*(;.*)?$", "");
        if (!size.matches("[0-9a-fA-F]{1,15}")) {
            throw new IOException("the body has a piece of a size that makes no sense");
        }
        left = Long.parseLong(size, 16);
        if (left == 0) {
            SocketHead.headers(input);
        }
    }

    @Override
    public void recycle(ByteBuffer buffer) {
        buffers.give(buffer);
    }

    /** Bytes that were read so far. */
    long received() {
        return received;
    }

    /** Ends a read that goes on in another thread. */
    @Override
    public void close() {
        closed = true;
        connection.close();
    }
}
