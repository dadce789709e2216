package dev.portolan.archive.index;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytewise order of an index's paths. The first writers of the format stored entries in the order of a directory
 * walk, where {@code a/x} comes before {@code a.txt}; such an index is sorted once.
 */
final class PathOrder {
    private final FlatBytes flat;
    private final int vector;

    private PathOrder(FlatBytes flat, int vector) {
        this.flat = flat;
        this.vector = vector;
    }

    /**
     * The positions of the entries sorted by path; null if they are already sorted.
     *
     * @throws dev.portolan.error.InvalidArchiveException when a path occurs twice
     */
    static int @Nullable [] of(FlatBytes flat, int vector, int count) {
        PathOrder order = new PathOrder(flat, vector);
        for (int i = 1; i < count; i++) {
            if (order.compare(i - 1, i) >= 0) {
                return order.sorted(count);
            }
        }
        return null;
    }

    private int[] sorted(int count) {
        int[] sorted = IntStream.range(0, count)
                .boxed()
                .sorted(this::compare)
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i = 1; i < count; i++) {
            if (compare(sorted[i - 1], sorted[i]) == 0) {
                throw flat.damaged("two entries have the same path");
            }
        }
        return sorted;
    }

    private int compare(int one, int other) {
        int a = flat.reference(flat.tableAt(vector, one), IndexFormat.ENTRY_PATH);
        int b = flat.reference(flat.tableAt(vector, other), IndexFormat.ENTRY_PATH);
        byte[] array = flat.array();
        return Arrays.compareUnsigned(
                array, a + 4, a + 4 + flat.vectorLength(a, 1), array, b + 4, b + 4 + flat.vectorLength(b, 1));
    }
}
