package dev.portolan.fs.compress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Puts bits into bytes, the lowest first (RFC 1951, 3.1.1). */
final class BitWriter {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] out;
    private int at;
    private long bits;
    private int count;

    /** Writes into an array from its beginning; the caller knows that there is room. */
    BitWriter(byte[] out) {
        this.out = out;
    }

    /** Returns the number of whole bytes written. */
    int size() {
        return at + (count >>> 3);
    }

    /** Puts a code word: {@code word << 4 | length}. */
    void put(int word) {
        put(word >>> 4, word & 15);
    }

    /** Puts the code word of each of these bytes. */
    void putAll(int[] words, byte[] bytes, int offset, int length) {
        long held = bits;
        int holds = count;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            int word = words[bytes[i] & 0xff];
            held |= (long) (word >>> 4) << holds;
            holds += word & 15;
            if (holds >= 32) {
                putInt((int) held);
                held >>>= 32;
                holds -= 32;
            }
        }
        bits = held;
        count = holds;
    }

    /** Puts up to 32 bits. */
    void put(int value, int length) {
        bits |= (value & 0xffffffffL) << count;
        count += length;
        if (count >= 32) {
            putInt((int) bits);
            bits >>>= 32;
            count -= 32;
        }
    }

    private void putInt(int value) {
        INT.set(out, at, value);
        at += Integer.BYTES;
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
