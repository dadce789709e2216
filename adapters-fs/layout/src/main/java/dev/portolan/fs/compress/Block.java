package dev.portolan.fs.compress;

/**
 * One block (RFC 1951, 3.2.3): runs of literals with a match after each, gathered first, then written in whichever of
 * the three forms is the shortest.
 */
final class Block {
    /** A block ends when it encodes this many bytes, or soon after. */
    static final int MOST_BYTES = 64 << 10;

    private static final int MOST_MATCHES = 1 << 12;
    private static final int END = 256;
    private static final int LONGEST_STORED = 0xffff;

    /** How many literals come before each match, and after the last one. */
    private final int[] runs = new int[MOST_MATCHES + 1];
    /** {@code length << 16 | distance}. */
    private final int[] matches = new int[MOST_MATCHES];

    private final HuffmanCode literals = new HuffmanCode(Alphabet.LITERALS, 15);
    private final HuffmanCode distances = new HuffmanCode(Alphabet.DISTANCES, 15);
    private final CodeLengths codeLengths = new CodeLengths();

    private byte[] in = new byte[0];
    private int from;
    private int to;
    private int count;

    void begin(byte[] bytes, int offset) {
        in = bytes;
        from = offset;
        count = 0;
    }

    boolean isFull() {
        return count == MOST_MATCHES;
    }

    /**
     * Adds literals and a match.
     *
     * @param length 4 to 258
     * @param distance 1 to 32767
     */
    void add(int run, int length, int distance) {
        runs[count] = run;
        matches[count++] = length << 16 | distance;
    }

    /** Ends with literals. */
    void end(int run, int offset) {
        runs[count] = run;
        to = offset;
    }

    void write(BitWriter out, boolean last) {
        countSymbols();
        literals.build();
        distances.build();
        codeLengths.gather(literals.lengths, distances.lengths);
        long dynamic =
                codeLengths.cost() + literals.cost(Alphabet.LITERAL_EXTRA) + distances.cost(Alphabet.DISTANCE_EXTRA);
        long fixed = Alphabet.fixedCost(literals.frequencies, distances.frequencies);
        int length = to - from;
        long stored = 8L * length + 40L * (length / LONGEST_STORED + 1);
        int header = last ? 1 : 0;
        if (stored <= Math.min(dynamic, fixed)) {
            writeStored(out, in, from, to, last);
        } else if (fixed <= dynamic) {
            out.put(header | 1 << 1, 3);
            writeSymbols(out, Alphabet.FIXED_LITERALS.words, Alphabet.FIXED_DISTANCES.words);
        } else {
            out.put(header | 2 << 1, 3);
            codeLengths.write(out);
            writeSymbols(out, literals.words, distances.words);
        }
    }

    private void countSymbols() {
        literals.clear();
        distances.clear();
        byte[] bytes = in;
        int[] ofLiterals = literals.frequencies;
        int[] ofDistances = distances.frequencies;
        int at = from;
        for (int i = 0; i <= count; i++) {
            for (int end = at + runs[i]; at < end; at++) {
                ofLiterals[bytes[at] & 0xff]++;
            }
            if (i < count) {
                int length = matches[i] >>> 16;
                ofLiterals[Alphabet.ofLength(length)]++;
                ofDistances[Alphabet.ofDistance(matches[i] & 0xffff)]++;
                at += length;
            }
        }
        ofLiterals[END]++;
    }

    private void writeSymbols(BitWriter out, int[] words, int[] distanceWords) {
        int at = from;
        for (int i = 0; i <= count; i++) {
            out.putAll(words, in, at, runs[i]);
            at += runs[i];
            if (i < count) {
                int length = matches[i] >>> 16;
                writeMatch(out, words, distanceWords, length, matches[i] & 0xffff);
                at += length;
            }
        }
        out.put(words[END]);
    }

    private static void writeMatch(BitWriter out, int[] words, int[] distanceWords, int length, int distance) {
        int symbol = Alphabet.ofLength(length);
        int word = words[symbol];
        int bits = word & 15;
        int extra = length - Alphabet.LENGTH_BASE[symbol];
        out.put(word >>> 4 | extra << bits, bits + Alphabet.LITERAL_EXTRA[symbol]);
        symbol = Alphabet.ofDistance(distance);
        word = distanceWords[symbol];
        bits = word & 15;
        extra = distance - Alphabet.DISTANCE_BASE[symbol];
        out.put(word >>> 4 | extra << bits, bits + Alphabet.DISTANCE_EXTRA[symbol]);
    }

    private static void writeStored(BitWriter out, byte[] bytes, int from, int to, boolean last) {
        int at = from;
        do {
            int part = Math.min(LONGEST_STORED, to - at);
            out.put(last && at + part == to ? 1 : 0, 3);
            out.putShort(part);
            out.putShort(~part);
            out.putBytes(bytes, at, part);
            at += part;
        } while (at < to);
    }

    /** An empty stored block, after which the output is on a byte's border. */
    static void writeBorder(BitWriter out) {
        writeStored(out, new byte[0], 0, 0, false);
    }
}
