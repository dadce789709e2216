package dev.portolan.archive.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytewise order of an index's paths. The first writers of the format stored entries in the order of a directory
 * walk, where {@code a/x} stands before {@code a.txt}; such an index is sorted once, by a merge sort of positions.
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
        int[] from = new int[count];
        Arrays.setAll(from, i -> i);
        int[] to = new int[count];
        for (int width = 1; width < count; width = width > count / 2 ? count : width * 2) {
            for (int low = 0; low < count; low += 2 * width) {
                merge(from, to, low, Math.min(low + width, count), Math.min(low + 2 * width, count));
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        for (int i = 1; i < count; i++) {
            if (compare(from[i - 1], from[i]) == 0) {
                throw flat.damaged("two entries have the same path");
            }
        }
        return from;
    }

    private void merge(int[] from, int[] to, int low, int middle, int high) {
        int left = low;
        int right = middle;
        for (int i = low; i < high; i++) {
            boolean takeLeft = left < middle && (right >= high || compare(from[left], from[right]) <= 0);
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }

    private int compare(int one, int other) {
        int a = flat.reference(flat.tableAt(vector, one), IndexFormat.ENTRY_PATH);
        int b = flat.reference(flat.tableAt(vector, other), IndexFormat.ENTRY_PATH);
        byte[] array = flat.array();
        return Arrays.compareUnsigned(
                array, a + 4, a + 4 + flat.vectorLength(a, 1), array, b + 4, b + 4 + flat.vectorLength(b, 1));
    }
}
