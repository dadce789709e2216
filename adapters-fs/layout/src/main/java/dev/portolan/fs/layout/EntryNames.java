package dev.portolan.fs.layout;

import dev.portolan.error.OciException;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Tag;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How names address the entries of an index. In a layout a name is an entry's ref.name, or the full image name that
 * Docker and containerd write in addition when several images share a ref.name such as {@code latest}.
 */
class EntryNames {
    private final String where;

    EntryNames(String where) {
        this.where = where;
    }

    Set<IndexEntry> exact(IndexJson index, Tag name) {
        return index.named(name.value());
    }

    /** Returns the entries of exactly this name that lose it when another manifest gets it. */
    Set<IndexEntry> replaced(IndexJson index, Tag name) {
        return exact(index, name);
    }

    IndexEntry entry(Tag name, Descriptor manifest) {
        return IndexEntry.of(manifest, Map.of(Annotations.REF_NAME, name.value()));
    }

    /** Returns the best name for an entry; empty if it has none. */
    String name(IndexJson index, IndexEntry entry) {
        String name = entry.refName();
        boolean shared = !entry.fullName().isEmpty() && areSeveral(index.named(name));
        return shared || name.isEmpty() ? entry.fullName() : name;
    }

    /** Returns whether the name of an entry is one of the tags of this repository. */
    boolean isListed(IndexEntry entry) {
        return true;
    }

    /** Returns whether an entry matches a name that is only the end of its full name. */
    boolean endsIn(IndexEntry entry, String end) {
        return endsIn(entry.refName(), end) || endsIn(entry.fullName(), end);
    }

    static boolean endsIn(String name, String end) {
        int before = name.length() - end.length() - 1;
        return before > 0 && name.endsWith(end) && (name.charAt(before) == ':' || name.charAt(before) == '/');
    }

    /** Returns the only entry that has a name; empty for none. */
    final Optional<IndexEntry> find(IndexJson index, Tag name) {
        Set<IndexEntry> found = exact(index, name);
        if (areSeveral(found)) {
            throw IndexJson.ambiguous(name, found, where);
        }
        return found.stream().findFirst();
    }

    /** Returns the exact name of the entry that a name means, or the name itself when none matches. */
    final Tag meaning(IndexJson index, Tag name) {
        if (!exact(index, name).isEmpty()) {
            return name;
        }
        List<IndexEntry> found = index.entries().stream()
                .filter(entry -> endsIn(entry, name.value()))
                .toList();
        if (areSeveral(found)) {
            throw IndexJson.ambiguous(name, found, where);
        }
        return found.stream()
                .findFirst()
                .map(entry -> Tag.ofRefName(name(index, entry)))
                .orElse(name);
    }

    /** Returns the names that address entries, in lexical order. */
    final Set<Tag> tags(IndexJson index) {
        Set<Tag> tags = new TreeSet<>();
        for (IndexEntry entry : index.entries()) {
            tag(listedName(index, entry)).ifPresent(tags::add);
        }
        return tags;
    }

    /** Returns the manifests that only their digests address, since their names are no tags. */
    final List<Descriptor> unusable(IndexJson index) {
        return index.entries().stream()
                .filter(entry -> !listedName(index, entry).isEmpty())
                .filter(entry -> tag(listedName(index, entry)).isEmpty())
                .flatMap(entry -> entry.understood().stream())
                .distinct()
                .toList();
    }

    private String listedName(IndexJson index, IndexEntry entry) {
        return isListed(entry) ? name(index, entry) : "";
    }

    private static Optional<Tag> tag(String name) {
        try {
            return name.isEmpty() ? Optional.empty() : Optional.of(Tag.ofRefName(name));
        } catch (OciException e) {
            return Optional.empty(); // it has control characters
        }
    }

    /** Gives a manifest a name, which one other entry may lose. */
    final void put(IndexJson index, Tag name, Descriptor manifest) {
        Set<IndexEntry> present = replaced(index, name);
        if (present.stream().anyMatch(entry -> entry.has(manifest.digest()))) {
            return;
        }
        requireOne(name, present);
        IndexEntry entry = present.isEmpty()
                ? entry(name, manifest)
                : present.iterator().next().moved(manifest);
        index.put(present, CosignEntries.marked(entry, index));
    }

    /** Removes a name; returns whether an entry had it. */
    final boolean remove(IndexJson index, Tag name) {
        Set<IndexEntry> present = exact(index, name);
        requireOne(name, present);
        index.removeNames(present);
        return !present.isEmpty();
    }

    /** Refuses to change several entries; copies of one entry count as one. */
    private void requireOne(Tag name, Set<IndexEntry> present) {
        if (present.size() < 2) {
            return;
        }
        IndexEntry first = present.iterator().next();
        boolean same = !areSeveral(present) && present.stream().allMatch(first::sameNames);
        if (!same) {
            throw IndexJson.ambiguous(name, present, where);
        }
    }

    /** Returns whether entries list more than one manifest; stops at the second, as thousands may share a name. */
    private static boolean areSeveral(Collection<IndexEntry> entries) {
        Digest known = null;
        int manifests = 0;
        for (IndexEntry entry : entries) {
            Digest digest = entry.understood().map(Descriptor::digest).orElse(null);
            if (digest == null || !digest.equals(known)) {
                known = digest == null ? known : digest;
                manifests++;
            }
            if (manifests > 1) {
                return true;
            }
        }
        return false;
    }
}
