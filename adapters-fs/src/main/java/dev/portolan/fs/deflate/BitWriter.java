package dev.portolan.fs.deflate;

/** Puts bits into bytes, the lowest first (RFC 1951, 3.1.1). */
final class BitWriter {
    private final byte[] out;
    private int at;
    private long bits;
    private int count;

    /** Writes into an array from its beginning; the caller knows that there is room. */
    BitWriter(byte[] out) {
        this.out = out;
    }

    /** The number of whole bytes written. */
    int size() {
        return at + (count >>> 3);
    }

    /** Puts a code word: {@code word << 4 | length}. */
    void put(int word) {
        put(word >>> 4, word & 15);
    }

    /** Puts up to 32 bits. */
    void put(int value, int length) {
        bits |= (value & 0xffffffffL) << count;
        count += length;
        if (count >= 32) {
            int word = (int) bits;
            out[at] = (byte) word;
            out[at + 1] = (byte) (word >>> 8);
            out[at + 2] = (byte) (word >>> 16);
            out[at + 3] = (byte) (word >>> 24);
            at += 4;
            bits >>>= 32;
            count -= 32;
        }
    }

    /** Fills the last byte with zeros. */
    void align() {
        while (count > 0) {
            out[at++] = (byte) bits;
            bits >>>= 8;
            count -= 8;
        }
        bits = 0;
        count = 0;
    }

    /** Puts bytes as they are, on a byte's border. */
    void putBytes(byte[] from, int offset, int length) {
        align();
        System.arraycopy(from, offset, out, at, length);
        at += length;
    }

    /** Puts 16 bits on a byte's border. */
    void putShort(int value) {
        align();
        out[at++] = (byte) value;
        out[at++] = (byte) (value >>> 8);
    }
}
