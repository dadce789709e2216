package dev.portolan.fs.layout;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code index.json} of a layout (image-spec, image-layout.md, "index.json file"). A manifest has one entry for
 * each of its names, or one without a name. Manifests that an index in it references need no entry. Each change costs
 * the same, whatever the number of entries. Safe to use from several threads.
 */
final class IndexJson {
    private static final long SMALLEST_LIMIT = 1 << 20;
    private static final int MOST_LISTED = 10;

    private final Map<String, @Nullable Object> members;
    private final Set<IndexEntry> entries = new LinkedHashSet<>();
    private final EntryGroups<String> byName = new EntryGroups<>();
    private final EntryGroups<String> byImage = new EntryGroups<>();
    private final EntryGroups<Digest> byDigest = new EntryGroups<>();
    private boolean changed;
    private long revision;

    private IndexJson(Map<String, @Nullable Object> members) {
        this.members = members;
    }

    static IndexJson empty() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("schemaVersion", 2);
        members.put("mediaType", MediaTypes.IMAGE_INDEX);
        return new IndexJson(members);
    }

    /**
     * Returns the largest index.json that is read: the limit of the options, or a part of the heap, since the entries
     * take up to 16 times the size of the file.
     */
    static long limit(LayoutOptions options) {
        return Math.min(
                options.maxIndexSize(),
                Math.max(SMALLEST_LIMIT, Runtime.getRuntime().maxMemory() / 16));
    }

    /**
     * Parses the file.
     *
     * @throws InvalidArchiveException when it is not an image index
     */
    static IndexJson parse(byte[] bytes, String where) {
        try {
            JsonObject json = Json.parseObject(bytes);
            long version = json.integer("schemaVersion").orElse(0L);
            if (version != 2 && version != 0) { // Go's zero value means absent
                throw new JsonFormatException("its schemaVersion is not 2");
            }
            String mediaType =
                    json.string("mediaType").filter(type -> !type.isEmpty()).orElse(MediaTypes.IMAGE_INDEX);
            if (!MediaTypes.isIndex(mediaType)) {
                throw new JsonFormatException("its mediaType is not one of an index");
            }
            if (!json.members().containsKey("manifests")) { // Go writes null for an empty list
                throw new JsonFormatException("it has no list of manifests");
            }
            IndexJson index = new IndexJson(new LinkedHashMap<>(json.members()));
            List<IndexEntry> entries = new ArrayList<>();
            json.objects("manifests").forEach(entry -> entries.add(IndexEntry.read(entry)));
            CosignEntries.named(entries).forEach(index::add);
            index.members.put("manifests", List.of()); // the entries hold it
            index.changed = false;
            return index;
        } catch (JsonFormatException e) {
            throw new InvalidArchiveException(
                    Problem.of("index.json is not an image index").at(where).because(String.valueOf(e.getMessage())));
        }
    }

    /** Returns the content of the file; members that we do not know stay. */
    synchronized byte[] bytes() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>(members);
        document.put("manifests", entries.stream().map(IndexEntry::json).toList());
        return Json.write(document);
    }

    /** Returns whether it has changed since it was read. */
    synchronized boolean changed() {
        return changed;
    }

    /** Returns a number that grows with each change. */
    synchronized long revision() {
        return revision;
    }

    synchronized IndexJson copy() {
        IndexJson copy = new IndexJson(members);
        entries.forEach(copy::add);
        copy.changed = changed;
        return copy;
    }

    synchronized List<IndexEntry> entries() {
        return List.copyOf(entries);
    }

    /** Returns the entries whose ref.name or full image name is exactly this text. */
    synchronized Set<IndexEntry> named(String name) {
        return byName.get(name);
    }

    /** Returns the entries of an image, by its canonical name. */
    synchronized Set<IndexEntry> ofImage(String canonical) {
        return byImage.get(canonical);
    }

    /** Returns an entry for this manifest. */
    synchronized Optional<IndexEntry> find(Digest manifest) {
        return byDigest.get(manifest).stream().findFirst();
    }

    /**
     * Puts an entry in the place of at most one other one, or of several with the same names. A manifest that loses its
     * last entry by that keeps one without a name.
     */
    synchronized IndexJson put(Set<IndexEntry> replaced, IndexEntry entry) {
        removeNames(replaced);
        entry.understood().ifPresent(manifest -> withoutUnnamed(List.of(manifest)));
        add(entry);
        return this;
    }

    /** Adds a manifest without a name, unless it is listed. */
    synchronized IndexJson with(Descriptor manifest) {
        if (byDigest.get(manifest.digest()).isEmpty()) {
            add(IndexEntry.of(manifest, Map.of()));
        }
        return this;
    }

    /** Removes entries. A manifest that loses its last entry by that keeps one without a name. */
    synchronized void removeNames(Collection<IndexEntry> gone) {
        for (IndexEntry entry : List.copyOf(gone)) {
            remove(entry);
            Optional<Descriptor> manifest = entry.understood();
            if (manifest.isPresent() && byDigest.get(manifest.get().digest()).isEmpty()) {
                add(entry.unnamed());
            }
        }
    }

    /** Removes a manifest with all of its names. */
    synchronized IndexJson without(Digest manifest) {
        List.copyOf(byDigest.get(manifest)).forEach(this::remove);
        return this;
    }

    /** Removes entries without a name for these manifests, which another manifest references now. */
    synchronized IndexJson withoutUnnamed(Collection<Descriptor> manifests) {
        for (Descriptor manifest : manifests) {
            for (IndexEntry entry : List.copyOf(byDigest.get(manifest.digest()))) {
                if (!entry.named()) {
                    remove(entry);
                }
            }
        }
        return this;
    }

    private void add(IndexEntry entry) {
        changed = true;
        revision++;
        entries.add(entry);
        entry.understood().ifPresent(manifest -> byDigest.add(manifest.digest(), entry));
        index(entry, EntryGroups::add);
    }

    private void remove(IndexEntry entry) {
        changed = true;
        revision++;
        entries.remove(entry);
        entry.understood().ifPresent(manifest -> byDigest.remove(manifest.digest(), entry));
        index(entry, EntryGroups::remove);
    }

    private interface Change {
        void apply(EntryGroups<String> group, String key, IndexEntry entry);
    }

    private void index(IndexEntry entry, Change change) {
        if (!entry.refName().isEmpty()) {
            change.apply(byName, entry.refName(), entry);
        }
        if (!entry.fullName().isEmpty() && !entry.fullName().equals(entry.refName())) {
            change.apply(byName, entry.fullName(), entry);
        }
        if (!entry.imageName().isEmpty()) {
            change.apply(byImage, entry.imageName(), entry);
        }
    }

    /** Returns the error for a name that several entries have. */
    static InvalidReferenceException ambiguous(Tag name, Collection<IndexEntry> candidates, String where) {
        List<String> texts = new ArrayList<>();
        for (IndexEntry entry : candidates) {
            String digest =
                    entry.understood().map(found -> "@" + found.digest()).orElse("");
            texts.add((entry.fullName().isEmpty() ? entry.refName() : entry.fullName()) + digest);
        }
        return new InvalidReferenceException(Problem.of("the name " + name + " is ambiguous")
                .at(where)
                .because(candidates.size() + " entries match: " + listed(texts))
                .advice("use one of these names or digests"));
    }

    /** Cuts a list to a length that a person reads. */
    private static String listed(List<String> items) {
        String first = String.join(", ", items.subList(0, Math.min(MOST_LISTED, items.size())));
        return items.size() <= MOST_LISTED ? first : first + " and " + (items.size() - MOST_LISTED) + " more";
    }
}
