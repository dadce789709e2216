package dev.portolan.signatures;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Changes bytes at random: bits, bytes, pieces; never into the same bytes. */
public final class Mutations {
    private static final byte[][] PIECES = {
        {'"'},
        {'{'},
        {'}'},
        {'['},
        {']'},
        {','},
        {':'},
        {'\\'},
        {'n', 'u', 'l', 'l'},
        {'0'},
        {'-', '1'},
        {'='},
        {' '},
        {0},
        {(byte) 0xff},
        {(byte) 0xc3, (byte) 0x28},
        {(byte) 0x9f},
        {(byte) 0x5b, 0x7f, -1, -1, -1, -1, -1, -1, -1},
        {(byte) 0xf6}
    };

    private final SplittableRandom random;

    public Mutations(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A changed copy. */
    public byte[] of(byte[] good) {
        byte[] changed = good;
        for (int i = 1 + random.nextInt(3); i > 0 || Arrays.equals(changed, good); i--) {
            changed = once(changed);
        }
        return changed;
    }

    private byte[] once(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(bytes.length);
        int to = at + random.nextInt(Math.min(64, bytes.length - at) + 1);
        byte[] copy = bytes.clone();
        switch (random.nextInt(7)) {
            case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> copy[at] = (byte) random.nextInt();
            case 2 -> copy = Arrays.copyOf(bytes, at);
            case 3 -> copy = replace(bytes, at, to, new byte[0]);
            case 4 -> copy = replace(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
            case 5 -> copy = replace(bytes, at, at + random.nextInt(2), PIECES[random.nextInt(PIECES.length)]);
            default -> {
                int other = random.nextInt(bytes.length);
                copy[at] = bytes[other];
                copy[other] = bytes[at];
            }
        }
        return copy;
    }

    private static byte[] replace(byte[] bytes, int from, int to, byte[] piece) {
        byte[] out = Arrays.copyOf(bytes, bytes.length - (to - from) + piece.length);
        System.arraycopy(piece, 0, out, from, piece.length);
        System.arraycopy(bytes, to, out, from + piece.length, bytes.length - to);
        return out;
    }
}
