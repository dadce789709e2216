package dev.portolan.fs.pack;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * gzip (RFC 1952) without time and name, in one member: each chunk is deflated by itself and ends on a byte's
 * border.
 */
final class GzipEncoder implements ChunkEncoder {
    private static final int LEVEL = 5;
    private static final byte UNKNOWN_SYSTEM = (byte) 255;

    @Override
    public int bound(int length) {
        return length + (length >> 8) + 64;
    }

    @Override
    public int encode(byte[] from, int length, boolean last, byte[] to) {
        Deflater deflater = new Deflater(LEVEL, true);
        try {
            deflater.setInput(from, 0, length);
            if (last) {
                deflater.finish();
            }
            return deflater.deflate(to, 0, to.length, last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
        } finally {
            deflater.end();
        }
    }

    @Override
    public byte[] header() {
        return new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, UNKNOWN_SYSTEM};
    }

    @Override
    public Trailer trailer() {
        CRC32 crc = new CRC32();
        return new Trailer() {
            private long size;

            @Override
            public void update(byte[] bytes, int length) {
                crc.update(bytes, 0, length);
                size += length;
            }

            @Override
            public byte[] bytes() {
                return ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt((int) crc.getValue())
                        .putInt((int) size)
                        .array();
            }
        };
    }
}
