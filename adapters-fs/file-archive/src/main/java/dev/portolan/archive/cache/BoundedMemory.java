package dev.portolan.archive.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Byte arrays up to a number of bytes together; what was used longest ago goes first. */
final class BoundedMemory<K> {
    /** What an entry costs besides its bytes, roughly. */
    private static final int OVERHEAD = 256;

    private final long maxBytes;
    private final Map<K, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    BoundedMemory(long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("negative: " + maxBytes);
        }
        this.maxBytes = maxBytes;
    }

    synchronized Optional<byte[]> get(K key) {
        return Optional.ofNullable(kept.get(key));
    }

    boolean hasRoomFor(long size) {
        return size <= maxBytes - OVERHEAD;
    }

    synchronized void put(K key, byte[] content) {
        if (!hasRoomFor(content.length)) {
            return;
        }
        remove(key);
        kept.put(key, content);
        bytes += content.length + OVERHEAD;
        for (Iterator<byte[]> oldest = kept.values().iterator(); bytes > maxBytes; ) {
            bytes -= oldest.next().length + OVERHEAD;
            oldest.remove();
        }
    }

    synchronized void remove(K key) {
        byte[] removed = kept.remove(key);
        if (removed != null) {
            bytes -= removed.length + OVERHEAD;
        }
    }
}
