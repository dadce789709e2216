package dev.portolan.fs.compress;

import java.util.Arrays;

/** A canonical Huffman code (RFC 1951, 3.2.2) over the symbols of one alphabet, remade for each block. */
final class HuffmanCode {
    final int[] frequencies;
    final int[] lengths;
    /** The code words, in the order in which their bits are sent: {@code word << 4 | length}. */
    final int[] words;

    private final int longest;
    private final long[] order;
    private final int[] weights;
    private final int[] parents;

    /**
     * A code for an alphabet.
     *
     * @param symbols how many there are, at least 2
     * @param longest the most bits of a code word
     */
    HuffmanCode(int symbols, int longest) {
        this.frequencies = new int[symbols];
        this.lengths = new int[symbols];
        this.words = new int[symbols];
        this.longest = longest;
        this.order = new long[symbols];
        this.weights = new int[2 * symbols];
        this.parents = new int[2 * symbols];
    }

    void clear() {
        Arrays.fill(frequencies, 0);
    }

    /** Sets the lengths from the frequencies, and the code words from the lengths. */
    void build() {
        int used = 0;
        for (int symbol = 0; symbol < frequencies.length; symbol++) {
            lengths[symbol] = 0;
            if (frequencies[symbol] > 0) {
                order[used++] = (long) frequencies[symbol] << 16 | symbol;
            }
        }
        if (used < 2) {
            buildTrivial(used);
        } else {
            Arrays.sort(order, 0, used);
            setLengths(used);
        }
        setCodes();
    }

    /** Some decoders require at least two code words, even if fewer are needed. */
    private void buildTrivial(int used) {
        int symbol = used == 0 ? 0 : (int) order[0] & 0xffff;
        lengths[symbol] = 1;
        lengths[symbol == 0 ? 1 : 0] = 1;
    }

    /** Joins the two lightest nodes until one is left: leaves and joined nodes are two queues, each in order. */
    private void setLengths(int used) {
        for (int i = 0; i < used; i++) {
            weights[i] = (int) (order[i] >>> 16);
        }
        int nodes = 2 * used - 1;
        int leaf = 0;
        int joined = used;
        for (int node = used; node < nodes; node++) {
            weights[node] = 0;
            for (int i = 0; i < 2; i++) {
                boolean takeLeaf = leaf < used && (joined == node || weights[leaf] <= weights[joined]);
                int child = takeLeaf ? leaf++ : joined++;
                weights[node] += weights[child];
                parents[child] = node;
            }
        }
        int[] counts = new int[longest + 1];
        // the array of weights becomes that of depths, from the root down
        weights[nodes - 1] = 0;
        for (int node = nodes - 2; node >= 0; node--) {
            weights[node] = weights[parents[node]] + 1;
            if (node < used) {
                counts[Math.min(weights[node], longest)]++;
            }
        }
        limit(counts);
        int next = 0;
        for (int length = longest; length > 0; length--) {
            for (int i = 0; i < counts[length]; i++) {
                lengths[(int) order[next++] & 0xffff] = length;
            }
        }
    }

    /** Words cut to the longest length claim too much of the code: shorter ones are made longer until it fits. */
    private void limit(int[] counts) {
        long claimed = 0;
        for (int length = 1; length <= longest; length++) {
            claimed += (long) counts[length] << (longest - length);
        }
        while (claimed > 1L << longest) {
            int length = longest - 1;
            while (counts[length] == 0) {
                length--;
            }
            counts[length]--;
            counts[length + 1] += 2;
            counts[longest]--;
            claimed--;
        }
    }

    /** Code words of one length are consecutive numbers, and are sent with the highest bit first. */
    void setCodes() {
        int[] counts = new int[longest + 1];
        for (int length : lengths) {
            counts[length]++;
        }
        counts[0] = 0;
        int[] next = new int[longest + 1];
        for (int length = 1; length <= longest; length++) {
            next[length] = next[length - 1] + counts[length - 1] << 1;
        }
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            int length = lengths[symbol];
            if (length > 0) {
                words[symbol] = Integer.reverse(next[length]++) >>> (32 - length) << 4 | length;
            }
        }
    }

    /** Returns the size of all symbols in bits, including their extra bits. */
    long cost(int[] extra) {
        long cost = 0;
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            cost += (long) frequencies[symbol] * (lengths[symbol] + extra[symbol]);
        }
        return cost;
    }
}
