package dev.portolan.http.wire;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Streams;
import dev.portolan.error.OciException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A request's body of known length on its way into a socket. Its last byte is held back until the body has been written
 * to its end without complaint, so that content which verifies itself never arrives whole when it is not good.
 */
final class SocketUpload implements BlobSink {
    private final SocketConnection connection;
    private final Request request;
    private final long length;
    private final byte[] last = new byte[1];
    private long taken;
    private volatile long sent;
    private @Nullable IOException broken;

    SocketUpload(SocketConnection connection, Request request) {
        this.connection = connection;
        this.request = request;
        this.length = request.body().length();
    }

    /**
     * Sends all of it.
     *
     * @throws IOException when the connection breaks
     * @throws OciException when the body cannot be read, or is not what it should be
     */
    void send() throws IOException {
        try {
            request.body().writeTo(this);
        } catch (IOException | RuntimeException e) {
            if (broken != null) { // whatever the body made of it
                throw broken;
            }
            throw e instanceof IOException unread
                    ? Streams.failure("reading what is sent while " + request.what(), request.where(), unread)
                    : (RuntimeException) e;
        }
        if (taken < length) {
            throw request.mismatch("it ended after " + taken + " of " + length + " bytes");
        }
        send(ByteBuffer.wrap(last));
    }

    @Override
    public void write(ByteBuffer buffer) throws IOException {
        taken += buffer.remaining();
        if (taken > length) {
            throw request.mismatch("it is longer than the " + length + " bytes that were announced");
        }
        if (taken == length && buffer.hasRemaining()) {
            last[0] = buffer.get(buffer.limit() - 1);
            send(buffer.slice().limit(buffer.remaining() - 1));
            buffer.position(buffer.limit());
        } else {
            send(buffer);
        }
    }

    private void send(ByteBuffer buffer) throws IOException {
        int n = buffer.remaining();
        try {
            connection.write(buffer);
        } catch (IOException e) {
            broken = e;
            throw e;
        }
        sent += n; // by this thread alone
    }

    /** Bytes that were sent so far. */
    long sent() {
        return sent;
    }
}
