package dev.portolan.archive;

import java.util.ArrayList;
import java.util.List;

/** The stored bytes of some small files, one after the other, on their way to being written; used again and again. */
final class StoredSegment {
    static final int CAPACITY = Decoders.LARGEST_WHOLE;
    private static final int MOST_FILES = 128;

    final byte[] bytes = new byte[CAPACITY];
    final List<ArchiveEntry> files = new ArrayList<>();
    int length;

    boolean hasRoomFor(ArchiveEntry file) {
        return file.storedSize() <= CAPACITY - length && files.size() < MOST_FILES;
    }

    void clear() {
        files.clear();
        length = 0;
    }
}
