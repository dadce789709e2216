package dev.portolan.fs.compress;

import dev.portolan.content.BulkInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/**
 * Decompresses gzip and zstd, which it recognises by the first bytes, because media types and file names are not always
 * true. All other data is passed through unchanged.
 *
 * <p>All members of gzip and all frames of zstd are read, skippable ones included (pzstd writes such). Zeros after the
 * last gzip member are padding; anything else after the end is an error.
 */
public final class Decompression extends BulkInputStream {
    /** How many bytes {@link #isCompressed} looks at. */
    public static final int MAGIC = 4;

    private final CountingStream compressed;
    private final InputStream plain;
    private final boolean transformed;
    private final DecompressionLimit limit;
    private final String where;
    private long count;

    private Decompression(
            CountingStream compressed, InputStream plain, boolean transformed, DecompressionLimit limit, String where) {
        this.compressed = compressed;
        this.plain = plain;
        this.transformed = transformed;
        this.limit = limit;
        this.where = where;
    }

    /**
     * Starts to decompress a stream.
     *
     * @param in closed with the result
     * @param where which stream, for messages
     */
    public static Decompression of(InputStream in, DecompressionLimit limit, String where) throws IOException {
        CountingStream compressed = new CountingStream(in);
        PushbackInputStream stream = new PushbackInputStream(compressed, MAGIC);
        byte[] magic = stream.readNBytes(MAGIC);
        stream.unread(magic);
        if (isGzip(magic)) {
            return new Decompression(compressed, new GzipReader(stream, where), true, limit, where);
        }
        if (isZstd(magic)) {
            ZstdLibrary.load();
            return new Decompression(compressed, new ZstdReader(stream, where), true, limit, where);
        }
        return new Decompression(compressed, stream, false, limit, where);
    }

    /** Returns whether a file that starts with these bytes is compressed with gzip or zstd. */
    public static boolean isCompressed(byte[] magic) {
        return isGzip(magic) || isZstd(magic);
    }

    /** Returns whether a file that starts with these bytes is compressed with gzip (RFC 1952, 2.3.1). */
    public static boolean isGzip(byte[] magic) {
        return magic.length >= 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
    }

    /** Returns whether a file that starts with these bytes is compressed with zstd (RFC 8878, 3.1.1 and 3.1.2). */
    public static boolean isZstd(byte[] magic) {
        if (magic.length < MAGIC) {
            return false;
        }
        boolean frame = magic[0] == 0x28 && magic[1] == (byte) 0xb5 && magic[2] == 0x2f && magic[3] == (byte) 0xfd;
        boolean skippable = (magic[0] & 0xf0) == 0x50 && magic[1] == 0x2a && magic[2] == 0x4d && magic[3] == 0x18;
        return frame || skippable;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = plain.read(buffer, offset, length);
        if (n > 0) {
            count += n;
            if (transformed) {
                limit.check(compressed.count(), count, where);
            }
        }
        return n;
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }
}
