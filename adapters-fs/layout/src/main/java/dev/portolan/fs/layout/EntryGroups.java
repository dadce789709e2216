package dev.portolan.fs.layout;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Entries by a key that several of them may have. Most keys have one entry, which needs no set. */
final class EntryGroups<K> {
    private final Map<K, Set<IndexEntry>> groups = new HashMap<>();

    void add(K key, IndexEntry entry) {
        Set<IndexEntry> present = groups.get(key);
        if (present == null) {
            groups.put(key, Set.of(entry));
        } else if (present instanceof LinkedHashSet<IndexEntry>) {
            present.add(entry);
        } else {
            Set<IndexEntry> more = new LinkedHashSet<>(present);
            more.add(entry);
            groups.put(key, more);
        }
    }

    void remove(K key, IndexEntry entry) {
        Set<IndexEntry> present = groups.get(key);
        if (present instanceof LinkedHashSet<IndexEntry> && present.size() > 1) {
            present.remove(entry);
        } else if (present != null && present.contains(entry)) {
            groups.remove(key);
        }
    }

    /** Returns the entries in the order of the list; empty when none has the key. */
    Set<IndexEntry> get(K key) {
        return groups.getOrDefault(key, Set.of());
    }
}
