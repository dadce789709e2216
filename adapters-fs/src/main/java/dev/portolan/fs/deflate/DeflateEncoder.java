package dev.portolan.fs.deflate;

import java.util.Arrays;

/**
 * Compresses chunks of data, each by itself, so that they can be put one after the other to make one stream. Finds
 * matches through hash chains of bounded length, looking one byte ahead for a longer one, as zlib does on its middle
 * levels. For one thread at a time.
 *
 * <p>What it makes of given bytes must never change: digests of artifacts depend on it.
 */
public final class DeflateEncoder {
    private static final int SHORTEST = 4;
    private static final int LONGEST = 258;
    private static final int WINDOW = 1 << 15;
    private static final int HASH_BITS = 15;
    /** How many earlier places of the same hash are looked at. */
    private static final int MOST_TRIED = 8;
    /** A match as long as this is taken without looking for a longer one. */
    private static final int GOOD = 48;
    /** After 2 to this power places without a match, the next ones are looked at less and less densely. */
    private static final int SKIP_BITS = 6;

    /** By hash, where it was seen last; -1 for never. */
    private final int[] newest = new int[1 << HASH_BITS];
    /** By place within the window, where the same hash was seen before. */
    private final int[] older = new int[WINDOW];

    private final Block block = new Block();
    private byte[] in = new byte[0];
    private int end;
    private int foundAt;

    /** The most bytes that a chunk of this length becomes. */
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
        in = from;
        end = length;
        Arrays.fill(newest, -1);
        BitWriter out = new BitWriter(to);
        int at = 0;
        do {
            int next = gather(at);
            block.write(out, from, at, next - at, last && next == length);
            at = next;
        } while (at < length);
        if (!last) {
            Block.writeBorder(out);
        }
        out.align();
        return out.size();
    }

    /** Fills one block; returns where the next one begins. */
    private int gather(int from) {
        byte[] bytes = in;
        int[] tokens = block.tokens;
        int count = 0;
        int at = from;
        int lastHashable = end - SHORTEST;
        int misses = 0;
        while (at < end && count < tokens.length) {
            int length = at <= lastHashable ? longestMatch(at, SHORTEST - 1) : 0;
            if (length < SHORTEST) {
                int stop = Math.min(Math.min(at + 1 + (misses >>> SKIP_BITS), end), at + tokens.length - count);
                while (at < stop) {
                    tokens[count++] = bytes[at++] & 0xff;
                }
                misses++;
                continue;
            }
            misses = 0;
            int distance = at - foundAt;
            while (length < GOOD && at < lastHashable && count < tokens.length) {
                int later = longestMatch(at + 1, length);
                if (later <= length) {
                    break;
                }
                tokens[count++] = bytes[at++] & 0xff;
                length = later;
                distance = at - foundAt;
            }
            if (count < tokens.length) {
                tokens[count++] = length << 16 | distance;
                remember(at + 1, Math.min(at + length, lastHashable + 1));
                at += length;
            }
        }
        block.count = count;
        return at;
    }

    private void remember(int from, int to) {
        for (int at = from; at < to; at++) {
            int hash = hash(at);
            // the first of them can be known from having looked ahead
            if (newest[hash] != at) {
                older[at & WINDOW - 1] = newest[hash];
                newest[hash] = at;
            }
        }
    }

    private int hash(int at) {
        int word = in[at] & 0xff | (in[at + 1] & 0xff) << 8 | (in[at + 2] & 0xff) << 16 | in[at + 3] << 24;
        return word * 0x9E3779B1 >>> 32 - HASH_BITS;
    }

    /** Remembers a place and looks for a match longer than this; what is returned is not longer if there is none. */
    private int longestMatch(int at, int longerThan) {
        int hash = hash(at);
        int candidate = newest[hash];
        if (candidate == at) {
            candidate = older[at & WINDOW - 1];
        } else {
            older[at & WINDOW - 1] = candidate;
            newest[hash] = at;
        }
        byte[] bytes = in;
        int best = longerThan;
        int limit = Math.min(LONGEST, end - at);
        int oldest = Math.max(0, at - WINDOW + 1);
        for (int tries = MOST_TRIED; tries > 0 && candidate >= oldest && best < limit; tries--) {
            if (bytes[candidate + best] == bytes[at + best] && bytes[candidate] == bytes[at]) {
                int length = 1;
                while (length < limit && bytes[candidate + length] == bytes[at + length]) {
                    length++;
                }
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
}
