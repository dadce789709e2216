package dev.portolan.registry.wire;

import dev.portolan.content.BulkInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.OptionalLong;

/** The body of a request; ends where the body ends, and fails where the connection ends before. */
final class BodyStream extends BulkInputStream {
    private static final int LONGEST_LINE = 8 << 10;

    private final WireInput input;
    private final Runnable beforeFirstRead;
    private final Progress progress = new Progress();
    private final OptionalLong length;
    private long left;
    private long cutAfter = Long.MAX_VALUE;
    private boolean begun;
    private boolean ended;
    private boolean broken;

    /**
     * A body that was not read yet.
     *
     * @param length empty for one in chunks
     */
    BodyStream(WireInput input, OptionalLong length, Runnable beforeFirstRead) {
        this.input = input;
        this.length = length;
        this.beforeFirstRead = beforeFirstRead;
        this.left = length.orElse(0);
        this.ended = length.orElse(-1) == 0;
    }

    /** Returns the length; empty for a body in chunks. */
    OptionalLong length() {
        return length;
    }

    /** Returns the progress of the request that has this body, and of its response. */
    Progress progress() {
        return progress;
    }

    /** Returns how many bytes were read. */
    long count() {
        return progress.received();
    }

    /** Closes the connection when more than this many bytes are requested. */
    void cutAfter(long bytes) {
        cutAfter = bytes;
    }

    boolean begun() {
        return begun;
    }

    boolean ended() {
        return ended;
    }

    /** Whether the client stopped sending before the end. */
    boolean broken() {
        return broken;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (ended) {
            return -1;
        }
        try {
            return readOn(into, offset, length);
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    private int readOn(byte[] into, int offset, int length) throws IOException {
        if (!begun) {
            begun = true;
            beforeFirstRead.run();
        }
        if (this.length.isEmpty() && left == 0) {
            left = nextChunk();
            if (left == 0) {
                ended = true;
                return -1;
            }
        }
        long count = progress.received();
        if (count >= cutAfter) {
            throw new CutException("injected fault");
        }
        int n = input.read(into, offset, (int) Math.min(length, Math.min(left, cutAfter - count)));
        if (n < 0) {
            throw new EOFException("the connection ended in the middle of the body, after " + count + " bytes");
        }
        left -= n;
        progress.addReceived(n);
        if (left == 0) {
            afterLast();
        }
        return n;
    }

    private void afterLast() throws IOException {
        if (length.isPresent()) {
            ended = true;
        } else if (!input.line(LONGEST_LINE, 400).isEmpty()) {
            throw new MalformedRequestException(400, "a chunk is longer than its size");
        }
    }

    private long nextChunk() throws IOException {
        String line = input.line(LONGEST_LINE, 400);
        int semicolon = line.indexOf(';');
        String size = (semicolon < 0 ? line : line.substring(0, semicolon)).trim();
        if (!size.matches("[0-9A-Fa-f]{1,15}")) {
            throw new MalformedRequestException(400, "the size of a chunk is not a hexadecimal number");
        }
        long length = Long.parseLong(size, 16);
        if (length == 0) {
            skipTrailers();
        }
        return length;
    }

    private void skipTrailers() throws IOException {
        for (int i = 0; i < 100; i++) {
            if (input.line(LONGEST_LINE, 431).isEmpty()) {
                return;
            }
        }
        throw new MalformedRequestException(431, "there are too many trailer fields");
    }

    /** Reads the rest. */
    void drain() throws IOException {
        byte[] waste = new byte[16 << 10];
        while (!ended) {
            read(waste, 0, waste.length);
        }
    }
}
