package dev.portolan.archive.pack;

import java.util.ArrayList;
import java.util.List;

/** The stored bytes of some neighbouring files, one after the other; used again and again. */
final class Segment {
    final byte[] bytes;
    final List<StoredFile> files = new ArrayList<>();
    int length;

    Segment(int capacity) {
        bytes = new byte[capacity];
    }

    void clear() {
        files.clear();
        length = 0;
    }
}
