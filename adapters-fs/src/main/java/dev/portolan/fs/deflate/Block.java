package dev.portolan.fs.deflate;

/**
 * One block (RFC 1951, 3.2.3): literals and matches, gathered first, then written in whichever of the three forms is
 * the shortest.
 */
final class Block {
    private static final int MOST_TOKENS = 1 << 14;
    private static final int END = 256;
    private static final int LONGEST_STORED = 0xffff;

    /** A literal is its value; a match is {@code length << 16 | distance}. */
    final int[] tokens = new int[MOST_TOKENS];

    /** How many there are. */
    int count;

    private final HuffmanCode literals = new HuffmanCode(Alphabet.LITERALS, 15);
    private final HuffmanCode distances = new HuffmanCode(Alphabet.DISTANCES, 15);
    private final CodeLengths codeLengths = new CodeLengths();

    /**
     * Writes what was gathered, and begins anew.
     *
     * @param from the bytes that the tokens stand for, to be stored as they are where nothing is gained
     */
    void write(BitWriter out, byte[] from, int offset, int length, boolean last) {
        countSymbols();
        literals.build();
        distances.build();
        codeLengths.gather(literals.lengths, distances.lengths);
        long dynamic =
                codeLengths.cost() + literals.cost(Alphabet.LITERAL_EXTRA) + distances.cost(Alphabet.DISTANCE_EXTRA);
        long fixed = Alphabet.fixedCost(literals.frequencies, distances.frequencies);
        long stored = 8L * length + 40L * (length / LONGEST_STORED + 1);
        int final_ = last ? 1 : 0;
        if (stored <= Math.min(dynamic, fixed)) {
            writeStored(out, from, offset, length, last);
        } else if (fixed <= dynamic) {
            out.put(final_ | 1 << 1, 3);
            writeTokens(out, Alphabet.FIXED_LITERALS, Alphabet.FIXED_DISTANCES);
        } else {
            out.put(final_ | 2 << 1, 3);
            codeLengths.write(out);
            writeTokens(out, literals, distances);
        }
    }

    private void countSymbols() {
        literals.clear();
        distances.clear();
        int[] ofLiterals = literals.frequencies;
        int[] ofDistances = distances.frequencies;
        for (int i = 0; i < count; i++) {
            int token = tokens[i];
            if (token < 0x10000) {
                ofLiterals[token]++;
            } else {
                ofLiterals[Alphabet.ofLength(token >>> 16)]++;
                ofDistances[Alphabet.ofDistance(token & 0xffff)]++;
            }
        }
        ofLiterals[END]++;
    }

    private static void writeStored(BitWriter out, byte[] from, int offset, int length, boolean last) {
        int at = offset;
        int end = offset + length;
        do {
            int part = Math.min(LONGEST_STORED, end - at);
            out.put(last && at + part == end ? 1 : 0, 3);
            out.putShort(part);
            out.putShort(~part);
            out.putBytes(from, at, part);
            at += part;
        } while (at < end);
    }

    private void writeTokens(BitWriter out, HuffmanCode literalCode, HuffmanCode distanceCode) {
        int[] words = literalCode.words;
        for (int i = 0; i < count; i++) {
            int token = tokens[i];
            if (token < 0x10000) {
                out.put(words[token]);
            } else {
                writeMatch(out, words, distanceCode.words, token >>> 16, token & 0xffff);
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

    /** An empty stored block, after which the output is on a byte's border. */
    static void writeBorder(BitWriter out) {
        writeStored(out, new byte[0], 0, 0, false);
    }
}
