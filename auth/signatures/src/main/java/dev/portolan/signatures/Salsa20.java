package dev.portolan.signatures;

/** The Salsa20 core (D. J. Bernstein, "The Salsa20 family of stream ciphers"), on 16 words of 32 bits. */
final class Salsa20 {
    private Salsa20() {}

    /** Mixes a block in place, without the addition at its end. */
    static void mix(int[] x, int rounds) {
        for (int i = 0; i < rounds; i += 2) {
            quarter(x, 0, 4, 8, 12);
            quarter(x, 5, 9, 13, 1);
            quarter(x, 10, 14, 2, 6);
            quarter(x, 15, 3, 7, 11);
            quarter(x, 0, 1, 2, 3);
            quarter(x, 5, 6, 7, 4);
            quarter(x, 10, 11, 8, 9);
            quarter(x, 15, 12, 13, 14);
        }
    }

    private static void quarter(int[] x, int a, int b, int c, int d) {
        x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
        x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
        x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
        x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
    }

    static int word(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24;
    }

    static void put(int word, byte[] bytes, int at) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (word >>> 8 * i);
        }
    }
}
