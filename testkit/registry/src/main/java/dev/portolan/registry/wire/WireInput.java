package dev.portolan.registry.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The input of a connection: lines for the head of a request, and bytes for its body. */
final class WireInput {
    private final InputStream socket;
    private final long longestHead;
    private final byte[] buffer = new byte[16 << 10];
    private int position;
    private int limit;
    private boolean inHead;
    private long headBegan;

    /**
     * Reads from a connection.
     *
     * @param longestHead how long the head of a request may take: byte by byte it could hold a thread for hours
     */
    WireInput(InputStream socket, Duration longestHead) {
        this.socket = socket;
        this.longestHead = longestHead.toNanos();
    }

    private boolean fill() throws IOException {
        limit = socket.read(buffer, 0, buffer.length);
        position = 0;
        return limit > 0;
    }

    /** Waits for the first byte of the next request; false when the other side has ended. */
    boolean await() throws IOException {
        return position < limit || fill();
    }

    /** The time for a head begins to run. */
    void beginHead() {
        inHead = true;
        headBegan = System.nanoTime();
    }

    /** Starts the body, which has no time limit. */
    void endHead() {
        inHead = false;
    }

    /**
     * Reads a line up to its line feed, without its end.
     *
     * @param longest in bytes
     * @param status of the response when it is longer
     */
    String line(int longest, int status) throws IOException {
        StringBuilder line = new StringBuilder(80);
        while (true) {
            if (position == limit && inHead && System.nanoTime() - headBegan > longestHead) {
                throw new MalformedRequestException(408, "the request head took too long");
            }
            if (position == limit && !fill()) {
                throw new EOFException("the connection ended in the middle of a request head");
            }
            int start = position;
            while (position < limit && buffer[position] != '\n') {
                position++;
            }
            line.append(new String(buffer, start, position - start, StandardCharsets.ISO_8859_1));
            if (line.length() > longest) {
                throw new MalformedRequestException(status, "a line is longer than " + longest + " bytes");
            }
            if (position < limit) {
                position++;
                int end = line.length();
                if (end > 0 && line.charAt(end - 1) == '\r') {
                    line.setLength(end - 1);
                }
                return line.toString();
            }
        }
    }

    /** Reads some bytes, straight into the caller's array where nothing is left over from before. */
    int read(byte[] into, int offset, int length) throws IOException {
        if (position == limit) {
            if (length >= buffer.length) {
                return socket.read(into, offset, length);
            }
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, into, offset, count);
        position += count;
        return count;
    }
}
