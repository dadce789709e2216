package dev.portolan.archive;

import dev.portolan.archive.index.ArchiveIndex;
import dev.portolan.content.ByteRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Neighbouring files that are read with one request.
 *
 * @param entries the numbers of the files, in the order of their bytes
 * @param from the first byte
 * @param to the byte after the last one; equal to {@code from} when all files are empty
 */
record FileRange(int[] entries, long from, long to) {

    /** Returns the range to request; empty when all files are empty. */
    Optional<ByteRange> bytes() {
        return to > from ? Optional.of(new ByteRange(from, to - from)) : Optional.empty();
    }

    /**
     * Joins files that follow each other into ranges.
     *
     * @param entries in the order in which they are wanted
     * @param maxGap how many bytes between two files are read for nothing rather than asking twice
     * @param maxLength the longest range, in bytes; a single file may be longer
     */
    static List<FileRange> plan(ArchiveIndex index, int[] entries, long maxGap, long maxLength) {
        List<FileRange> ranges = new ArrayList<>();
        int first = 0;
        long from = 0;
        long to = 0;
        for (int i = 0; i < entries.length; i++) {
            if (index.originalSize(entries[i]) == 0) {
                continue; // nothing of it needs to be read
            }
            long offset = index.dataOffset(entries[i]);
            long end = offset + index.dataSize(entries[i]);
            boolean joins = to > from && offset >= to && offset - to <= maxGap && end - from <= maxLength;
            if (!joins && to > from) {
                ranges.add(new FileRange(Arrays.copyOfRange(entries, first, i), from, to));
                first = i;
            }
            from = joins ? from : offset;
            to = end;
        }
        if (first < entries.length) {
            ranges.add(new FileRange(Arrays.copyOfRange(entries, first, entries.length), from, to));
        }
        return ranges;
    }

    /** Returns the entries in the order of their bytes. */
    static int[] byOffset(ArchiveIndex index, int from, int to) {
        int[] entries = new int[to - from];
        boolean ordered = true;
        for (int i = 0; i < entries.length; i++) {
            entries[i] = from + i;
            ordered &= i == 0 || index.dataOffset(entries[i]) >= index.dataOffset(entries[i - 1]);
        }
        if (ordered) {
            return entries;
        }
        return Arrays.stream(entries)
                .boxed()
                .sorted((a, b) -> Long.compare(index.dataOffset(a), index.dataOffset(b)))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
