package dev.portolan.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The stored bytes of some small files, one after the other, on their way to being written; used again and again. */
final class StoredSegment {
    static final int CAPACITY = Decoders.LARGEST_WHOLE;
    private static final int MOST_FILES = 128;

    final byte[] bytes = new byte[CAPACITY];
    final List<ArchiveEntry> files = new ArrayList<>();
    private int length;

    boolean hasRoomFor(ArchiveEntry file) {
        return file.storedSize() <= CAPACITY - length && files.size() < MOST_FILES;
    }

    /** Adds a file with its stored bytes. */
    void add(ArchiveEntry file, InputStream stored) throws IOException {
        int size = file.size() == 0 ? 0 : (int) file.storedSize();
        if (stored.readNBytes(bytes, length, size) != size) {
            throw new EOFException("the data ends in the middle of the file " + file.shown());
        }
        files.add(file);
        length += size;
    }

    void clear() {
        files.clear();
        length = 0;
    }
}
