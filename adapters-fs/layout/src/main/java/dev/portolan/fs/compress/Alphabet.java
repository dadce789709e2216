package dev.portolan.fs.compress;

import java.util.Arrays;

/** The symbols of literals, lengths and distances (RFC 1951, 3.2.5), and their fixed codes (3.2.6). */
final class Alphabet {
    static final int LITERALS = 286;
    static final int DISTANCES = 30;
    static final int FIRST_LENGTH = 257;

    /** The shortest length of each symbol of the literals' alphabet. */
    static final int[] LENGTH_BASE = new int[LITERALS];
    /** How many bits follow each symbol of the literals' alphabet. */
    static final int[] LITERAL_EXTRA = new int[LITERALS];
    /** The shortest distance of each symbol. */
    static final int[] DISTANCE_BASE = new int[DISTANCES];
    /** How many bits follow each symbol of a distance. */
    static final int[] DISTANCE_EXTRA = new int[DISTANCES];

    static final HuffmanCode FIXED_LITERALS = new HuffmanCode(288, 15);
    static final HuffmanCode FIXED_DISTANCES = new HuffmanCode(DISTANCES, 15);

    private static final int LONGEST = 258;
    private static final short[] BY_LENGTH = new short[LONGEST + 1];
    private static final byte[] BY_SHORT_DISTANCE = new byte[257];
    private static final byte[] BY_LONG_DISTANCE = new byte[257];

    static {
        int length = 3;
        for (int symbol = FIRST_LENGTH; symbol < LITERALS - 1; symbol++) {
            LENGTH_BASE[symbol] = length;
            LITERAL_EXTRA[symbol] = Math.max(0, (symbol - FIRST_LENGTH >> 2) - 1);
            int end = Math.min(length + (1 << LITERAL_EXTRA[symbol]), LONGEST);
            Arrays.fill(BY_LENGTH, length, end, (short) symbol);
            length = end;
        }
        LENGTH_BASE[LITERALS - 1] = LONGEST;
        BY_LENGTH[LONGEST] = LITERALS - 1;

        int distance = 1;
        for (int symbol = 0; symbol < DISTANCES; symbol++) {
            DISTANCE_BASE[symbol] = distance;
            DISTANCE_EXTRA[symbol] = Math.max(0, (symbol >> 1) - 1);
            int end = distance + (1 << DISTANCE_EXTRA[symbol]);
            for (int d = distance; d < end && d <= 256; d++) {
                BY_SHORT_DISTANCE[d] = (byte) symbol;
            }
            for (int d = distance; d < end; d++) {
                BY_LONG_DISTANCE[d - 1 >> 7] = (byte) symbol;
            }
            distance = end;
        }

        int[] lengths = FIXED_LITERALS.lengths;
        Arrays.fill(lengths, 0, 144, 8);
        Arrays.fill(lengths, 144, 256, 9);
        Arrays.fill(lengths, 256, 280, 7);
        Arrays.fill(lengths, 280, 288, 8);
        FIXED_LITERALS.setCodes();
        Arrays.fill(FIXED_DISTANCES.lengths, 5);
        FIXED_DISTANCES.setCodes();
    }

    private Alphabet() {}

    /** Returns the symbol of a length, 3 to 258. */
    static int ofLength(int length) {
        return BY_LENGTH[length];
    }

    /** Returns the symbol of a distance, 1 to 32768. */
    static int ofDistance(int distance) {
        return distance <= 256 ? BY_SHORT_DISTANCE[distance] : BY_LONG_DISTANCE[distance - 1 >> 7];
    }

    /** Returns how many bits symbols of these frequencies take with the fixed codes. */
    static long fixedCost(int[] literals, int[] distances) {
        long cost = 0;
        for (int symbol = 0; symbol < LITERALS; symbol++) {
            cost += (long) literals[symbol] * (FIXED_LITERALS.lengths[symbol] + LITERAL_EXTRA[symbol]);
        }
        for (int symbol = 0; symbol < DISTANCES; symbol++) {
            cost += (long) distances[symbol] * (5 + DISTANCE_EXTRA[symbol]);
        }
        return cost;
    }
}
