package dev.portolan.signatures;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * NaCl's secretbox: XSalsa20 and Poly1305 (D. J. Bernstein, "Cryptography in NaCl", sections 8 to 10). Decrypts only.
 */
final class SecretBox {
    private static final int[] SIGMA = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
    private static final int TAG = 16;
    private static final BigInteger PRIME = BigInteger.ONE.shiftLeft(130).subtract(BigInteger.valueOf(5));

    private SecretBox() {}

    /**
     * Opens a box.
     *
     * @param box the tag, then the encrypted message
     * @return the message; empty when the key is another one, or anything was changed
     */
    static Optional<byte[]> open(byte[] box, byte[] nonce, byte[] key) {
        if (box.length < TAG || nonce.length != 24 || key.length != 32) {
            return Optional.empty();
        }
        byte[] subkey = hsalsa(key, nonce);
        byte[] stream = stream(subkey, Arrays.copyOfRange(nonce, 16, 24), 32 + box.length - TAG);
        byte[] encrypted = Arrays.copyOfRange(box, TAG, box.length);
        if (!MessageDigest.isEqual(poly1305(encrypted, stream), Arrays.copyOf(box, TAG))) {
            return Optional.empty();
        }
        for (int i = 0; i < encrypted.length; i++) {
            encrypted[i] ^= stream[32 + i];
        }
        Arrays.fill(stream, (byte) 0);
        return Optional.of(encrypted);
    }

    private static int[] block(byte[] key, int[] input) {
        int[] x = new int[16];
        for (int i = 0; i < 4; i++) {
            x[5 * i] = SIGMA[i];
            x[1 + i] = Salsa20.word(key, 4 * i);
            x[11 + i] = Salsa20.word(key, 16 + 4 * i);
            x[6 + i] = input[i];
        }
        return x;
    }

    private static byte[] hsalsa(byte[] key, byte[] nonce) {
        int[] input = new int[4];
        for (int i = 0; i < 4; i++) {
            input[i] = Salsa20.word(nonce, 4 * i);
        }
        int[] x = block(key, input);
        Salsa20.mix(x, 20);
        byte[] out = new byte[32];
        int[] taken = {0, 5, 10, 15, 6, 7, 8, 9};
        for (int i = 0; i < 8; i++) {
            Salsa20.put(x[taken[i]], out, 4 * i);
        }
        return out;
    }

    private static byte[] stream(byte[] key, byte[] nonce, int length) {
        byte[] out = new byte[(length + 63) / 64 * 64];
        for (int block = 0; 64 * block < length; block++) {
            int[] start = block(key, new int[] {Salsa20.word(nonce, 0), Salsa20.word(nonce, 4), block, 0});
            int[] x = start.clone();
            Salsa20.mix(x, 20);
            for (int i = 0; i < 16; i++) {
                Salsa20.put(x[i] + start[i], out, 64 * block + 4 * i);
            }
        }
        return out;
    }

    /**
     * Returns the tag of a message by the first 32 bytes of the key stream. Numbers of any size are quick enough for
     * one key.
     */
    private static byte[] poly1305(byte[] message, byte[] stream) {
        byte[] clamped = Arrays.copyOf(stream, 16);
        for (int i = 3; i < 16; i += 4) {
            clamped[i] &= 15;
        }
        for (int i = 4; i < 16; i += 4) {
            clamped[i] &= (byte) 252;
        }
        BigInteger r = littleEndian(clamped, 0, 16);
        BigInteger sum = BigInteger.ZERO;
        for (int at = 0; at < message.length; at += 16) {
            int end = Math.min(message.length, at + 16);
            BigInteger part = littleEndian(message, at, end).setBit(8 * (end - at));
            sum = sum.add(part).multiply(r).mod(PRIME);
        }
        byte[] tag = sum.add(littleEndian(stream, 16, 32)).toByteArray();
        byte[] out = new byte[TAG];
        for (int i = 0; i < Math.min(TAG, tag.length); i++) {
            out[i] = tag[tag.length - 1 - i];
        }
        return out;
    }

    private static BigInteger littleEndian(byte[] bytes, int from, int to) {
        byte[] reversed = new byte[to - from];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = bytes[to - 1 - i];
        }
        return new BigInteger(1, reversed);
    }
}
