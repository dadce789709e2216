package dev.portolan.fs.compress;

import java.util.Arrays;

/** The two codes of a block, written as the lengths of their words, run-length encoded (RFC 1951, 3.2.7). */
final class CodeLengths {
    private static final int REPEAT = 16;
    private static final int ZEROS = 17;
    private static final int MANY_ZEROS = 18;
    private static final int[] EXTRA = new int[19];
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    static {
        EXTRA[REPEAT] = 2;
        EXTRA[ZEROS] = 3;
        EXTRA[MANY_ZEROS] = 7;
    }

    private final HuffmanCode code = new HuffmanCode(19, 7);
    /** Symbol and extra bits: {@code extra << 8 | symbol}. */
    private final int[] runs = new int[Alphabet.LITERALS + Alphabet.DISTANCES];

    private int count;
    private int literals;
    private int distances;
    private int sent;

    /** Copies the lengths of both codes, without trailing zeros. */
    void gather(int[] literalLengths, int[] distanceLengths) {
        literals = used(literalLengths, Alphabet.FIRST_LENGTH);
        distances = used(distanceLengths, 1);
        int[] all = Arrays.copyOf(literalLengths, literals + distances);
        System.arraycopy(distanceLengths, 0, all, literals, distances);
        code.clear();
        count = 0;
        for (int i = 0; i < all.length; ) {
            int run = 1;
            while (i + run < all.length && all[i + run] == all[i]) {
                run++;
            }
            add(all[i], run);
            i += run;
        }
        code.build();
        sent = ORDER.length;
        while (sent > 4 && code.lengths[ORDER[sent - 1]] == 0) {
            sent--;
        }
    }

    private static int used(int[] lengths, int least) {
        int used = lengths.length;
        while (used > least && lengths[used - 1] == 0) {
            used--;
        }
        return used;
    }

    private void add(int length, int run) {
        int left = run;
        if (length == 0) {
            for (; left >= 11; left -= Math.min(left, 138)) {
                addRun(MANY_ZEROS, Math.min(left, 138) - 11);
            }
            if (left >= 3) {
                addRun(ZEROS, left - 3);
                left = 0;
            }
        } else {
            addRun(length, 0);
            left--;
            for (; left >= 3; left -= Math.min(left, 6)) {
                addRun(REPEAT, Math.min(left, 6) - 3);
            }
        }
        for (; left > 0; left--) {
            addRun(length, 0);
        }
    }

    private void addRun(int symbol, int extra) {
        runs[count++] = extra << 8 | symbol;
        code.frequencies[symbol]++;
    }

    long cost() {
        return 14 + 3L * sent + code.cost(EXTRA);
    }

    void write(BitWriter out) {
        out.put(literals - 257, 5);
        out.put(distances - 1, 5);
        out.put(sent - 4, 4);
        for (int i = 0; i < sent; i++) {
            out.put(code.lengths[ORDER[i]], 3);
        }
        for (int i = 0; i < count; i++) {
            int symbol = runs[i] & 0xff;
            out.put(code.words[symbol]);
            out.put(runs[i] >>> 8, EXTRA[symbol]);
        }
    }
}
