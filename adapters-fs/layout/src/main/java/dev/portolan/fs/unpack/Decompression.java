package dev.portolan.fs.unpack;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/** Finds out how a stream is compressed: by its first bytes, as media types are not always true. */
final class Decompression {
    private Decompression() {}

    /** The bytes before compression with gzip or zstd, or the same bytes. */
    static InputStream of(InputStream in, String where) throws IOException {
        PushbackInputStream stream = new PushbackInputStream(in, 4);
        byte[] magic = new byte[4];
        int n = stream.readNBytes(magic, 0, 4);
        stream.unread(magic, 0, n);
        if (n >= 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
            return new GzipReader(stream, where);
        }
        if (n == 4 && isZstd(magic)) {
            return new ZstdReader(stream, where);
        }
        return stream;
    }

    private static boolean isZstd(byte[] magic) {
        boolean tail = magic[1] == (byte) 0xb5 && magic[2] == 0x2f && magic[3] == (byte) 0xfd;
        boolean skippable = (magic[0] & 0xf0) == 0x50 && magic[1] == 0x2a && magic[2] == 0x4d && magic[3] == 0x18;
        return magic[0] == 0x28 && tail || skippable;
    }
}
