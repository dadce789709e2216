package dev.portolan.fs.pack;

import dev.portolan.fs.compress.DeflateEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.CRC32;

/** gzip (RFC 1952) without time and name, in one member: each chunk is deflated by itself. */
final class GzipEncoder implements ChunkEncoder {
    private static final byte UNKNOWN_SYSTEM = (byte) 255;

    private final Queue<DeflateEncoder> idle = new ConcurrentLinkedQueue<>();

    @Override
    public int bound(int length) {
        return DeflateEncoder.bound(length);
    }

    @Override
    public int encode(byte[] from, int length, boolean last, byte[] to) {
        DeflateEncoder known = idle.poll();
        DeflateEncoder encoder = known == null ? new DeflateEncoder() : known;
        try {
            return encoder.encode(from, length, last, to);
        } finally {
            idle.add(encoder);
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
