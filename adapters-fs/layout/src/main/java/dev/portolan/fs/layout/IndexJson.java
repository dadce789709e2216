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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code index.json} of a layout (image-spec, image-layout.md, "index.json file"). Immutable; each change gives
 * a copy. A manifest stands in it once for each of its tags, or once without one; what an index in it leads to needs
 * no entry.
 */
final class IndexJson {
    private final Map<String, @Nullable Object> members;
    private final List<IndexEntry> entries;
    private final Map<String, IndexEntry> byName = new HashMap<>();
    private final Map<Digest, IndexEntry> byDigest = new HashMap<>();

    private IndexJson(Map<String, @Nullable Object> members, List<IndexEntry> entries) {
        this.members = members;
        this.entries = List.copyOf(entries);
        for (IndexEntry entry : entries) {
            if (entry.named()) {
                byName.putIfAbsent(entry.refName(), entry);
            }
            entry.understood().ifPresent(manifest -> byDigest.putIfAbsent(manifest.digest(), entry));
        }
    }

    static IndexJson empty() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("schemaVersion", 2);
        members.put("mediaType", MediaTypes.IMAGE_INDEX);
        return new IndexJson(members, List.of());
    }

    /**
     * Reads the file.
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
            List<IndexEntry> entries = new ArrayList<>();
            for (JsonObject entry : json.objects("manifests")) {
                entries.add(IndexEntry.read(entry));
            }
            return new IndexJson(json.members(), entries);
        } catch (JsonFormatException e) {
            throw new InvalidArchiveException(
                    Problem.of("index.json is not an image index").at(where).because(String.valueOf(e.getMessage())));
        }
    }

    /** The file's bytes; members that we do not know stay. */
    byte[] bytes() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>(members);
        document.put("manifests", entries.stream().map(IndexEntry::json).toList());
        return Json.write(document);
    }

    List<IndexEntry> entries() {
        return entries;
    }

    /** The entry of this name; where several have it, the first one counts. */
    Optional<IndexEntry> find(Tag tag) {
        return Optional.ofNullable(byName.get(tag.value()));
    }

    /** An entry for this manifest. */
    Optional<IndexEntry> find(Digest manifest) {
        return Optional.ofNullable(byDigest.get(manifest));
    }

    /** The names that can be tags, in lexical order. */
    Stream<Tag> tags() {
        return byName.keySet().stream().sorted().flatMap(name -> {
            try {
                return Stream.of(Tag.ofRefName(name));
            } catch (InvalidReferenceException e) {
                return Stream.empty();
            }
        });
    }

    /** Gives a manifest a name; who had it before stays, without a name if it was the last one. */
    IndexJson with(Tag tag, Descriptor manifest) {
        return with(tag, manifest, Map.of());
    }

    /** The same, with more annotations on the entry. */
    IndexJson with(Tag tag, Descriptor manifest, Map<String, String> annotations) {
        if (find(tag).filter(entry -> entry.has(manifest.digest())).isPresent()) {
            return this;
        }
        List<IndexEntry> changed = new ArrayList<>(without(tag).entries);
        changed.removeIf(entry -> !entry.named() && entry.has(manifest.digest()));
        changed.add(IndexEntry.of(manifest, tag.value(), annotations));
        return new IndexJson(members, changed);
    }

    /** Adds a manifest without a name, unless it is there already. */
    IndexJson with(Descriptor manifest) {
        if (find(manifest.digest()).isPresent()) {
            return this;
        }
        List<IndexEntry> changed = new ArrayList<>(entries);
        changed.add(IndexEntry.of(manifest, "", Map.of()));
        return new IndexJson(members, changed);
    }

    /** Takes a name away; its manifest stays, without a name if it was the last one. */
    IndexJson without(Tag tag) {
        List<IndexEntry> changed = new ArrayList<>(entries);
        changed.removeIf(entry -> entry.refName().equals(tag.value()));
        find(tag)
                .flatMap(IndexEntry::understood)
                .filter(manifest -> changed.stream().noneMatch(entry -> entry.has(manifest.digest())))
                .flatMap(manifest -> find(tag))
                .ifPresent(entry -> changed.add(entry.named("")));
        return changed.size() == entries.size() && find(tag).isEmpty() ? this : new IndexJson(members, changed);
    }

    /** Takes a manifest away, with all of its names. */
    IndexJson without(Digest manifest) {
        return keeping(entry -> !entry.has(manifest));
    }

    /** Drops entries without a name for these manifests, which something else leads to now. */
    IndexJson withoutUnnamed(Collection<Descriptor> manifests) {
        Set<Digest> digests = new HashSet<>();
        manifests.forEach(manifest -> digests.add(manifest.digest()));
        return keeping(entry -> entry.named()
                || entry.understood()
                        .filter(manifest -> digests.contains(manifest.digest()))
                        .isEmpty());
    }

    private IndexJson keeping(Predicate<IndexEntry> wanted) {
        List<IndexEntry> kept = entries.stream().filter(wanted).toList();
        return kept.size() == entries.size() ? this : new IndexJson(members, kept);
    }
}
