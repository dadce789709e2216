package dev.portolan.fs.compress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Compresses chunks of data, each by itself, so that they can be put one after the other to make one stream. Finds
 * matches through hash chains of bounded length, looking one byte ahead for a longer one, as zlib does on its middle
 * levels. For one thread at a time.
 *
 * <p>What it makes of given bytes must never change: digests of artifacts depend on it.
 */
public final class DeflateEncoder {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int SHORTEST = 4;
    private static final int LONGEST = 258;
    private static final int WINDOW = 1 << 15;
    private static final int HASH_BITS = 15;
    /** How many earlier positions with the same hash are tried. */
    private static final int MOST_TRIED = 8;
    /** A match of this length is used without looking for a longer one. */
    private static final int GOOD = 32;
    /** After 2 to this power bytes without a match, positions are tried less and less often. */
    private static final int SKIP_BITS = 7;

    /** By hash, where it was seen last; -1 for never. */
    private final int[] newest = new int[1 << HASH_BITS];
    /** The previous position with the same hash, by position within the window. */
    private final int[] older = new int[WINDOW];

    private final Block block = new Block();
    private int foundAt;

    /** Returns the most bytes that a chunk of this length becomes. */
    public static int bound(int length) {
        return length + (length >>> 10) + 64;
    }

    /**
     * Compresses one chunk.
     *
     * @param last whether the stream ends with it; if not, the output ends on a byte's border
     * @param to has room for {@link #bound}
     * @return the number of bytes put into {@code to}
     */
    public int encode(byte[] from, int length, boolean last, byte[] to) {
        Arrays.fill(newest, -1);
        BitWriter out = new BitWriter(to);
        int at = 0;
        do {
            int next = gather(from, at, length);
            block.write(out, last && next == length);
            at = next;
        } while (at < length);
        if (!last) {
            Block.writeBorder(out);
        }
        out.align();
        return out.size();
    }

    /** Fills one block; returns where the next one begins. */
    private int gather(byte[] in, int from, int end) {
        block.begin(in, from);
        int stop = Math.min(end, from + Block.MOST_BYTES);
        int lastHashable = end - SHORTEST;
        int at = from;
        int literals = from;
        while (at < stop && at <= lastHashable && !block.isFull()) {
            int length = longestMatch(in, at, end, SHORTEST - 1);
            if (length < SHORTEST) {
                at += 1 + (at - literals >>> SKIP_BITS);
                continue;
            }
            int distance = at - foundAt;
            while (length < GOOD && at < lastHashable) {
                int later = longestMatch(in, at + 1, end, length);
                if (later <= length) {
                    break;
                }
                at++;
                length = later;
                distance = at - foundAt;
            }
            block.add(at - literals, length, distance);
            remember(in, at + 1, Math.min(at + length, lastHashable + 1));
            at += length;
            literals = at;
        }
        int next = at > lastHashable && !block.isFull() ? end : at;
        block.end(next - literals, next);
        return next;
    }

    private void remember(byte[] in, int from, int to) {
        int[] byHash = newest;
        int[] byPlace = older;
        for (int at = from; at < to; at++) {
            int hash = hash(in, at);
            int before = byHash[hash];
            // the first of them can be known from having looked ahead
            if (before != at) {
                byPlace[at & WINDOW - 1] = before;
                byHash[hash] = at;
            }
        }
    }

    private static int hash(byte[] in, int at) {
        return (int) INT.get(in, at) * 0x9E3779B1 >>> 32 - HASH_BITS;
    }

    /** Adds a position and searches for a match longer than this one; otherwise returns a length that is not longer. */
    private int longestMatch(byte[] in, int at, int end, int longerThan) {
        int hash = hash(in, at);
        int candidate = newest[hash];
        if (candidate == at) {
            candidate = older[at & WINDOW - 1];
        } else {
            older[at & WINDOW - 1] = candidate;
            newest[hash] = at;
        }
        int oldest = Math.max(0, at - WINDOW + 1);
        if (candidate < oldest) {
            return longerThan;
        }
        int best = longerThan;
        int limit = Math.min(LONGEST, end - at);
        int start = (int) INT.get(in, at);
        for (int tries = MOST_TRIED; tries > 0 && candidate >= oldest && best < limit; tries--) {
            if (in[candidate + best] == in[at + best] && (int) INT.get(in, candidate) == start) {
                int length = matchLength(in, candidate, at, limit);
                if (length > best) {
                    best = length;
                    foundAt = candidate;
                    if (length >= GOOD) {
                        break;
                    }
                }
            }
            candidate = older[candidate & WINDOW - 1];
        }
        return best;
    }

    private static int matchLength(byte[] in, int candidate, int at, int limit) {
        int length = SHORTEST;
        while (length + Long.BYTES <= limit) {
            long different = (long) LONG.get(in, candidate + length) ^ (long) LONG.get(in, at + length);
            if (different != 0) {
                return length + (Long.numberOfTrailingZeros(different) >>> 3);
            }
            length += Long.BYTES;
        }
        while (length < limit && in[candidate + length] == in[at + length]) {
            length++;
        }
        return length;
    }
}
