package dev.portolan.fs.compress;

import dev.portolan.content.BulkInputStream;
import dev.portolan.content.Streams;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Reads gzip (RFC 1952), all members of it, and reads its source to the very end, so that a source which verifies gets
 * to its verdict. ({@code GZIPInputStream} asks {@code available()} whether another member follows, which a network
 * stream cannot tell, and stops there.) Zeros after the last member are padding; anything else is refused.
 */
final class GzipReader extends BulkInputStream {
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final InputStream in;
    private final String where;
    private final byte[] input = new byte[Streams.BUFFER];
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private int at;
    private int end;
    private boolean inMember;
    private boolean first = true;
    private boolean ended;
    /** Whether the underlying stream failed; the state is then unusable. */
    private boolean broken;

    private @Nullable InvalidArchiveException failure;

    GzipReader(InputStream in, String where) {
        this.in = in;
        this.where = where;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (broken) {
            throw new IOException("the stream has already failed");
        }
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            if (!inMember && !startMember()) {
                ended = true;
                break;
            }
            int n = inflate(buffer, offset, length);
            if (n > 0) {
                crc.update(buffer, offset, n);
                return n;
            }
            if (inflater.finished()) {
                endMember();
            } else {
                refill();
            }
        }
        return -1;
    }

    private int inflate(byte[] buffer, int offset, int length) {
        try {
            return inflater.inflate(buffer, offset, length);
        } catch (DataFormatException e) {
            throw invalid(e.getMessage() == null ? "its data is damaged" : e.getMessage());
        }
    }

    private void refill() throws IOException {
        if (!fill()) {
            throw invalid("it is cut off");
        }
        inflater.setInput(input, 0, end);
    }

    private boolean fill() throws IOException {
        broken = true;
        at = 0;
        end = Math.max(0, in.read(input));
        broken = false;
        return end > 0;
    }

    private int next() throws IOException {
        return at < end || fill() ? input[at++] & 0xff : -1;
    }

    private int need() throws IOException {
        int b = next();
        if (b < 0) {
            throw invalid("it is cut off");
        }
        return b;
    }

    private boolean startMember() throws IOException {
        int b = next();
        if (!first) {
            if (b < 0) {
                return false;
            }
            if (b == 0) {
                padding();
                return false;
            }
        }
        if (b != 0x1f || next() != 0x8b || next() != 8) {
            throw invalid(first ? "it is not gzip" : "there is other data after its end");
        }
        first = false;
        header();
        inflater.reset();
        inflater.setInput(input, at, end - at);
        crc.reset();
        inMember = true;
        return true;
    }

    private void header() throws IOException {
        int flags = need();
        if ((flags & RESERVED) != 0) {
            throw invalid("its header has unknown flags");
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(need() | need() << 8);
        }
        for (int text = flags & (NAME | COMMENT); text != 0; text &= text - 1) {
            while (need() != 0) {
                // names and comments end with a zero
            }
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            need();
        }
    }

    private void endMember() throws IOException {
        at = end - inflater.getRemaining();
        long sum = word();
        long size = word();
        if (sum != crc.getValue() || size != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw invalid("its checksum does not match");
        }
        inMember = false;
    }

    private long word() throws IOException {
        return need() | (long) need() << 8 | (long) need() << 16 | (long) need() << 24;
    }

    private void padding() throws IOException {
        for (int b; (b = next()) >= 0; ) {
            if (b != 0) {
                throw invalid("there is other data after its end");
            }
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }

    private InvalidArchiveException invalid(String reason) {
        failure = new InvalidArchiveException(
                Problem.of("gzip stream is damaged").at(where).because(reason));
        return failure;
    }
}
