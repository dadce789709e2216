package dev.portolan.fs.tar;

import java.io.IOException;
import java.util.Arrays;

/**
 * Where the stored bytes of a sparse file belong; everything else in the file is zeros. Regions follow each other
 * without overlap, and together have exactly the bytes that are stored.
 */
final class SparseMap {
    private final TarText text;
    private final long size;
    private long[] regions = new long[8];
    private int count;
    private long end;
    private long stored;
    private long position;
    private int current;

    /** Reads bytes that are stored in the tar. */
    interface Stored {
        int read(byte[] buffer, int offset, int length) throws IOException;
    }

    /**
     * Creates a map without regions.
     *
     * @param size the size of the file, in bytes
     */
    SparseMap(long size, TarText text) {
        this.text = text;
        this.size = size;
        if (size < 0) {
            throw malformed();
        }
    }

    void add(long offset, long length) {
        if (offset < end || length < 0 || length > size - offset) {
            throw malformed();
        }
        if (count == regions.length) {
            regions = Arrays.copyOf(regions, 2 * count);
        }
        end = offset + length;
        stored += length;
        if (length > 0) {
            regions[count++] = offset;
            regions[count++] = end;
        }
    }

    /** Adds regions from numbers: an offset and a length for each. */
    SparseMap with(long... numbers) {
        if (numbers.length % 2 != 0) {
            throw malformed();
        }
        for (int i = 0; i < numbers.length; i += 2) {
            add(numbers[i], numbers[i + 1]);
        }
        return this;
    }

    /** Refuses a map that does not account for all stored bytes. */
    SparseMap of(long storedInTar) {
        if (stored != storedInTar) {
            throw malformed();
        }
        return this;
    }

    long size() {
        return size;
    }

    /** Reads the file; -1 at its end. */
    int read(Stored in, byte[] buffer, int offset, int length) throws IOException {
        if (position == size) {
            return -1;
        }
        boolean hole = current == count || position < regions[current];
        long until = current == count ? size : regions[hole ? current : current + 1];
        int n = (int) Math.min(length, until - position);
        if (hole) {
            Arrays.fill(buffer, offset, offset + n, (byte) 0);
        } else {
            n = in.read(buffer, offset, n);
        }
        position += n;
        current += !hole && position == until ? 2 : 0;
        return n;
    }

    private RuntimeException malformed() {
        return text.malformed("the map of a sparse file does not match its content");
    }
}
