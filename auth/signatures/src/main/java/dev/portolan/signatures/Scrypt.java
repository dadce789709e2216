package dev.portolan.signatures;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Derives a key from a password (RFC 7914). */
final class Scrypt {
    private Scrypt() {}

    /**
     * Derives a key; takes 128 · n · r bytes of memory.
     *
     * @param n cost, a power of two
     * @param r block size
     * @param p how many blocks
     * @param length of the key in bytes
     */
    static byte[] derive(byte[] password, byte[] salt, int n, int r, int p, int length) {
        byte[] blocks = pbkdf2(password, salt, p * 128 * r);
        int[] words = new int[32 * r];
        for (int block = 0; block < p; block++) {
            int at = block * 128 * r;
            for (int i = 0; i < words.length; i++) {
                words[i] = Salsa20.word(blocks, at + 4 * i);
            }
            romMix(words, n, r);
            for (int i = 0; i < words.length; i++) {
                Salsa20.put(words[i], blocks, at + 4 * i);
            }
        }
        return pbkdf2(password, blocks, length);
    }

    /** RFC 7914, section 5. */
    private static void romMix(int[] x, int n, int r) {
        int[][] memory = new int[n][];
        int[] scratch = new int[x.length];
        for (int i = 0; i < n; i++) {
            memory[i] = x.clone();
            blockMix(x, scratch, r);
        }
        for (int i = 0; i < n; i++) {
            int[] other = memory[x[(2 * r - 1) * 16] & n - 1];
            for (int k = 0; k < x.length; k++) {
                x[k] ^= other[k];
            }
            blockMix(x, scratch, r);
        }
    }

    /** RFC 7914, section 4. */
    private static void blockMix(int[] b, int[] mixed, int r) {
        int[] x = Arrays.copyOfRange(b, (2 * r - 1) * 16, 2 * r * 16);
        int[] before = new int[16];
        for (int i = 0; i < 2 * r; i++) {
            for (int k = 0; k < 16; k++) {
                x[k] ^= b[16 * i + k];
            }
            System.arraycopy(x, 0, before, 0, 16);
            Salsa20.mix(x, 8);
            for (int k = 0; k < 16; k++) {
                x[k] += before[k];
            }
            System.arraycopy(x, 0, mixed, (i / 2 + i % 2 * r) * 16, 16);
        }
        System.arraycopy(mixed, 0, b, 0, b.length);
    }

    /** PBKDF2 with HMAC-SHA-256 and one iteration (RFC 8018, 5.2), of a password that is bytes. */
    private static byte[] pbkdf2(byte[] password, byte[] salt, int length) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            // An empty key is equivalent to one of zeros, and Java does not accept it.
            mac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, "HmacSHA256"));
            byte[] derived = new byte[length];
            for (int block = 1, at = 0; at < length; block++, at += 32) {
                mac.update(salt);
                byte[] hash = mac.doFinal(
                        new byte[] {(byte) (block >>> 24), (byte) (block >>> 16), (byte) (block >>> 8), (byte) block});
                System.arraycopy(hash, 0, derived, at, Math.min(32, length - at));
            }
            return derived;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
