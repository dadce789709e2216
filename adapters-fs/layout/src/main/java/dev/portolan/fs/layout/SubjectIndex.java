package dev.portolan.fs.layout;

import dev.portolan.model.Child;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.Manifest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The referrers of every subject in a layout or archive. They are found by reading each manifest that is
 * reachable from {@code index.json} once, and found again when {@code index.json} changes.
 */
final class SubjectIndex {
    private final StoredRepository repository;
    private final Map<Digest, Seen> seen = new ConcurrentHashMap<>();
    private @Nullable Subjects subjects;

    /** The relevant parts of a manifest: its subject, its descriptor in a list of referrers, and its children. */
    private record Seen(Optional<Digest> subject, Descriptor listed, List<Child> manifests) {}

    /**
     * The referrers as of one state of {@code index.json}.
     *
     * @param ordered the same referrers in the order of their digests, sorted when they are first listed so
     * @param missing manifests without a blob, which may appear while {@code index.json} stays the same
     */
    private record Subjects(
            IndexJson index,
            long revision,
            Map<Digest, List<Descriptor>> referrers,
            Map<Digest, NavigableMap<Digest, Descriptor>> ordered,
            Set<Digest> missing) {

        NavigableMap<Digest, Descriptor> inOrder(Digest subject) {
            List<Descriptor> all = referrers.getOrDefault(subject, List.of());
            return all.isEmpty() ? new TreeMap<>() : ordered.computeIfAbsent(subject, any -> sort(all));
        }

        private static NavigableMap<Digest, Descriptor> sort(List<Descriptor> referrers) {
            NavigableMap<Digest, Descriptor> sorted = new TreeMap<>();
            referrers.forEach(referrer -> sorted.put(referrer.digest(), referrer));
            return sorted;
        }
    }

    SubjectIndex(StoredRepository repository) {
        this.repository = repository;
    }

    /** Returns the manifests with this subject, in the order of {@code index.json}. */
    List<Descriptor> referrers(Digest subject) {
        return repository
                .index()
                .map(index -> current(index).referrers().getOrDefault(subject, List.of()))
                .orElse(List.of());
    }

    /** Returns the manifests with this subject after a digest, in the order of their digests. */
    Collection<Descriptor> referrers(Digest subject, Optional<Digest> after) {
        NavigableMap<Digest, Descriptor> all =
                repository.index().map(index -> current(index).inOrder(subject)).orElseGet(TreeMap::new);
        return after.map(digest -> all.tailMap(digest, false)).orElse(all).values();
    }

    private synchronized Subjects current(IndexJson index) {
        Subjects known = subjects;
        boolean same = known != null
                && known.index() == index
                && known.revision() == index.revision()
                && known.missing().stream().allMatch(this::isMissing);
        if (known == null || !same) {
            known = find(index);
            subjects = known;
        }
        return known;
    }

    private boolean isMissing(Digest manifest) {
        return repository.blob(manifest).isEmpty();
    }

    private Subjects find(IndexJson index) {
        Subjects found =
                new Subjects(index, index.revision(), new HashMap<>(), new ConcurrentHashMap<>(), new HashSet<>());
        Deque<Child> left = new ArrayDeque<>();
        index.entries().forEach(entry -> entry.understood().map(Child::listed).ifPresent(left::addLast));
        Set<Digest> visited = new HashSet<>();
        while (!left.isEmpty()) {
            Child manifest = left.removeFirst();
            if (manifest.kind() != Child.Kind.BLOB && visited.add(manifest.digest())) {
                look(manifest, found.missing()).ifPresent(here -> {
                    here.subject()
                            .ifPresent(subject -> found.referrers()
                                    .computeIfAbsent(subject, any -> new ArrayList<>())
                                    .add(here.listed()));
                    left.addAll(here.manifests());
                });
            }
        }
        return found;
    }

    private Optional<Seen> look(Child content, Set<Digest> missing) {
        Seen known = seen.get(content.digest());
        if (known != null) {
            return Optional.of(known);
        }
        if (isMissing(content.digest())) {
            missing.add(content.digest());
            return Optional.empty();
        }
        Optional<Seen> fresh = manifest(content).map(SubjectIndex::see);
        fresh.ifPresent(it -> seen.put(content.digest(), it));
        return fresh;
    }

    private Optional<Manifest> manifest(Child content) {
        Descriptor descriptor = content.descriptor();
        if (content.kind() == Child.Kind.MANIFEST) {
            return repository.read(descriptor);
        }
        return repository.stat(content.digest()).flatMap(there -> Child.manifest(descriptor, repository.bytes(there)));
    }

    private static Seen see(Manifest manifest) {
        return new Seen(
                manifest.subject().map(Descriptor::digest),
                manifest.asReferrer(),
                manifest instanceof ImageIndex ? Child.of(manifest) : List.of());
    }
}
