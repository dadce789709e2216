package dev.portolan.fs.files;

import java.util.Arrays;

/** When files were used, and how large they are: enough to choose the files to evict, in little memory. */
final class AgesAndSizes {
    private long[] times = new long[1024];
    private long[] sizes = new long[1024];
    private int count;
    private long total;

    void add(long time, long size) {
        if (count == times.length) {
            times = Arrays.copyOf(times, 2 * count);
            sizes = Arrays.copyOf(sizes, 2 * count);
        }
        times[count] = time;
        sizes[count++] = size;
        total += size;
    }

    long totalSize() {
        return total;
    }

    /** Returns the time up to which files must go so that this many bytes do. */
    long oldestKept(long surplus) {
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compare(times[a], times[b]));
        long gone = 0;
        for (int i : order) {
            gone += sizes[i];
            if (gone >= surplus) {
                return times[i];
            }
        }
        return Long.MAX_VALUE;
    }
}
