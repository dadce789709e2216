package dev.portolan.http.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What comes over a connection: lines, and the bytes between them. */
final class SocketInput {
    private static final int LONGEST_LINE = 64 << 10;

    private final SocketConnection connection;
    private final ByteBuffer ahead = ByteBuffer.allocate(8 << 10).flip();

    SocketInput(SocketConnection connection) {
        this.connection = connection;
    }

    /** The next line, without its end. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (!ahead.hasRemaining()) {
                fill();
            }
            char c = (char) (ahead.get() & 0xff);
            if (c == '\n') {
                int end = line.length() - 1;
                return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("the answer has a line of more than " + LONGEST_LINE + " bytes");
            }
            line.append(c);
        }
    }

    private void fill() throws IOException {
        ahead.clear();
        try {
            if (connection.read(ahead) < 0) {
                throw new EOFException("the connection was closed");
            }
        } finally {
            ahead.flip();
        }
    }

    /** The next bytes, as far as they fit; below zero at the end of the connection. */
    int read(ByteBuffer buffer) throws IOException {
        if (!ahead.hasRemaining()) {
            return connection.read(buffer);
        }
        int n = Math.min(ahead.remaining(), buffer.remaining());
        buffer.put(ahead.slice().limit(n));
        ahead.position(ahead.position() + n);
        return n;
    }
}
