package dev.portolan.fs.pack;

/** Leaves all data uncompressed. */
final class PlainEncoder implements ChunkEncoder {
    @Override
    public int bound(int length) {
        return length;
    }

    @Override
    public int encode(byte[] from, int length, boolean last, byte[] to) {
        System.arraycopy(from, 0, to, 0, length);
        return length;
    }
}
