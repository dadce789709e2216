package dev.portolan.content;

import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that reads several bytes at a time: a subclass only says how these are read. Skipping reads them too.
 *
 * @since 0.1.0
 */
public abstract class BulkInputStream extends InputStream {

    /** Creates a stream. */
    protected BulkInputStream() {}

    @Override
    public abstract int read(byte[] buffer, int offset, int length) throws IOException;

    /** Reads one byte as the others are read. */
    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }
}
