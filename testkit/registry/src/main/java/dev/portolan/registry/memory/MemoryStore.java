package dev.portolan.registry.memory;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;
import dev.portolan.error.RegistryError;
import dev.portolan.model.Child;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The content of one repository. Blobs are independent of each other; manifests and tags change together under one
 * lock, so that a manifest is seen with all of its children and a deleted one with none of its tags.
 */
final class MemoryStore {
    private final Map<Digest, MemoryBlob> blobs = new ConcurrentHashMap<>();
    private final Map<Digest, Manifest> manifests = new LinkedHashMap<>();
    private final Map<Tag, Digest> tags = new ConcurrentSkipListMap<>();
    private final Map<Digest, ConcurrentNavigableMap<Digest, Descriptor>> referrers = new HashMap<>();
    private final boolean sparse;
    private volatile boolean made;

    /**
     * Creates an empty store.
     *
     * @param sparse whether to accept manifests whose children are missing
     */
    MemoryStore(boolean sparse) {
        this.sparse = sparse;
    }

    /** Returns whether anything was ever written. */
    boolean made() {
        return made;
    }

    @Nullable
    MemoryBlob blob(Digest digest) {
        return blobs.get(digest);
    }

    /** Returns whether a blob exists with the size in its descriptor. */
    boolean holds(Descriptor descriptor) {
        MemoryBlob blob = blobs.get(descriptor.digest());
        return blob != null && blob.size() == descriptor.size();
    }

    void put(Digest digest, MemoryBlob blob) {
        blobs.putIfAbsent(digest, blob);
        made = true;
    }

    boolean removeBlob(Digest digest) {
        return blobs.remove(digest) != null;
    }

    synchronized Optional<Manifest> manifest(TagOrDigest reference) {
        Digest digest = reference instanceof Tag tag ? tags.get(tag) : (Digest) reference;
        return digest == null ? Optional.empty() : Optional.ofNullable(manifests.get(digest));
    }

    synchronized void put(TagOrDigest as, Manifest manifest, String where) {
        for (Child child : Child.of(manifest)) {
            if (!mayReference(child)) {
                throw new InvalidManifestException(Problem.of("manifest " + manifest.digest() + " was refused")
                        .at(where)
                        .because(child.descriptor() + " is missing")
                        .answered(0, List.of(new RegistryError("MANIFEST_BLOB_UNKNOWN", "")))
                        .advice("write the content that a manifest references first"));
            }
        }
        manifests.put(manifest.digest(), manifest);
        manifest.subject()
                .ifPresent(subject -> referrers
                        .computeIfAbsent(subject.digest(), digest -> new ConcurrentSkipListMap<>())
                        .put(manifest.digest(), manifest.asReferrer()));
        if (as instanceof Tag tag) {
            tags.put(tag, manifest.digest());
        }
        made = true;
    }

    private boolean mayReference(Child child) {
        boolean blob = blobs.containsKey(child.digest());
        boolean manifest = manifests.containsKey(child.digest());
        return sparse
                || MediaTypes.isForeignLayer(child.descriptor().mediaType())
                || switch (child.kind()) {
                    case MANIFEST -> manifest;
                    case BLOB -> blob;
                    case EITHER -> blob || manifest;
                };
    }

    /** Returns the tags in lexical order, as a stream that knows it and copies nothing. */
    Stream<Tag> tags() {
        return tags.keySet().stream();
    }

    synchronized boolean untag(Tag tag) {
        return tags.remove(tag) != null;
    }

    synchronized boolean removeManifest(Digest digest) {
        Manifest manifest = manifests.remove(digest);
        if (manifest == null) {
            return false;
        }
        tags.values().removeIf(digest::equals);
        manifest.subject()
                .ifPresent(subject -> referrers.computeIfPresent(subject.digest(), (key, others) -> {
                    others.remove(digest);
                    return others.isEmpty() ? null : others;
                }));
        return true;
    }

    /** Returns the referrers of a manifest after a digest, in the order of their digests, as a stream that copies nothing. */
    synchronized Stream<Descriptor> referrers(Digest subject, Optional<Digest> after) {
        ConcurrentNavigableMap<Digest, Descriptor> all = referrers.get(subject);
        if (all == null) {
            return Stream.empty();
        }
        return after.map(digest -> all.tailMap(digest, false)).orElse(all).values().stream();
    }
}
