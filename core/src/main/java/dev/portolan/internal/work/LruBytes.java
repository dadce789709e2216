package dev.portolan.internal.work;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Byte arrays in memory with a limit on their total size, which evicts the least recently used. Safe to use from
 * several threads.
 *
 * @param <K> the keys
 */
public final class LruBytes<K> {
    /** The approximate memory of an entry in addition to its bytes. */
    public static final int OVERHEAD = 256;

    private final long maxBytes;
    private final Map<K, byte[]> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * Starts empty.
     *
     * @param maxBytes the limit for all entries, including the overhead of each; 0 keeps nothing
     */
    public LruBytes(long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes must not be negative: " + maxBytes);
        }
        this.maxBytes = maxBytes;
    }

    /** Returns an entry, which the caller does not change. */
    public synchronized Optional<byte[]> get(K key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** Adds or replaces an entry, unless it is larger than the limit. */
    public synchronized void put(K key, byte[] value) {
        if (value.length > maxBytes - OVERHEAD) {
            return;
        }
        remove(key);
        entries.put(key, value);
        bytes += value.length + OVERHEAD;
        for (Iterator<byte[]> oldest = entries.values().iterator(); bytes > maxBytes; ) {
            bytes -= oldest.next().length + OVERHEAD;
            oldest.remove();
        }
    }

    /** Removes an entry, if there is one. */
    public synchronized void remove(K key) {
        byte[] removed = entries.remove(key);
        if (removed != null) {
            bytes -= removed.length + OVERHEAD;
        }
    }

    /** Returns the memory in use, in bytes, including the overhead of each entry. */
    public synchronized long bytes() {
        return bytes;
    }
}
