package dev.portolan.signatures;

import java.util.Optional;

/** Converts ECDSA signatures from ASN.1 DER to r followed by s. */
final class EcdsaEncoding {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;

    private EcdsaEncoding() {}

    /**
     * Reads {@code SEQUENCE { r INTEGER, s INTEGER }} in its one valid encoding.
     *
     * @param size of each number, in bytes
     * @return r and s, each of that size; empty when it is anything else
     */
    static Optional<byte[]> toRaw(byte[] der, int size) {
        // A sequence of two numbers of at most 67 bytes each needs 138 bytes: one byte of length, or two.
        int start = der.length > 2 && der[1] == (byte) 0x81 ? 3 : 2;
        if (der.length < 8
                || der[0] != SEQUENCE
                || (der[start - 1] & 0xff) != der.length - start
                || start == 2 && der[1] < 0
                || start == 3 && der[2] >= 0) {
            return Optional.empty();
        }
        byte[] raw = new byte[2 * size];
        int end = number(der, start, raw, size);
        return end > 0 && number(der, end, raw, 2 * size) == der.length ? Optional.of(raw) : Optional.empty();
    }

    /** Copies a positive number so that it ends at an offset; returns the offset of the next one, or 0. */
    private static int number(byte[] der, int at, byte[] raw, int end) {
        int size = raw.length / 2;
        if (at + 2 > der.length || der[at] != INTEGER) {
            return 0;
        }
        int length = der[at + 1];
        int first = at + 2;
        if (length < 1 || first + length > der.length || der[first] < 0) {
            return 0;
        }
        boolean padded = der[first] == 0;
        if (padded && (length == 1 || der[first + 1] >= 0)) {
            return 0; // zero, or a byte too many
        }
        int digits = padded ? length - 1 : length;
        if (digits > size) {
            return 0;
        }
        System.arraycopy(der, first + length - digits, raw, end - digits, digits);
        return first + length;
    }
}
