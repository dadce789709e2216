package dev.portolan.fs.layout;

import dev.portolan.model.Child;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.Manifest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Finds referrers by looking into all manifests that a layout's index leads to. What was seen in a manifest is
 * remembered by digest, which never changes, so each one is read once.
 */
final class ReferrersScan {
    private final StoredRepository repository;
    private final Map<Digest, Seen> seen = new ConcurrentHashMap<>();

    /** What matters of a manifest: whom it refers to, how it stands in a list, and what it leads to. */
    private record Seen(Optional<Digest> subject, Descriptor listed, List<Child> manifests) {}

    ReferrersScan(StoredRepository repository) {
        this.repository = repository;
    }

    /** The manifests with this subject, in the order of the index. */
    Stream<Descriptor> of(Digest subject) {
        Deque<Child> left = new ArrayDeque<>();
        repository
                .index()
                .ifPresent(index -> index.entries()
                        .forEach(entry -> entry.understood().map(Child::listed).ifPresent(left::addLast)));
        Set<Digest> visited = new HashSet<>();
        List<Descriptor> found = new ArrayList<>();
        while (!left.isEmpty()) {
            Child manifest = left.removeFirst();
            if (manifest.kind() != Child.Kind.BLOB && visited.add(manifest.digest())) {
                look(manifest).ifPresent(seenHere -> {
                    if (seenHere.subject().filter(subject::equals).isPresent()) {
                        found.add(seenHere.listed());
                    }
                    seenHere.manifests().forEach(left::addLast);
                });
            }
        }
        return found.stream();
    }

    private Optional<Seen> look(Child content) {
        Seen known = seen.get(content.digest());
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Seen> fresh = manifest(content).map(ReferrersScan::see);
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
