package dev.portolan.fs.layout;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
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
    private record Seen(Optional<Digest> subject, Descriptor listed, List<Descriptor> manifests) {}

    ReferrersScan(StoredRepository repository) {
        this.repository = repository;
    }

    /** The manifests with this subject, in the order of the index. */
    Stream<Descriptor> of(Digest subject) {
        Deque<Descriptor> left = new ArrayDeque<>();
        repository
                .index()
                .ifPresent(index ->
                        index.entries().forEach(entry -> entry.understood().ifPresent(left::addLast)));
        Set<Digest> visited = new HashSet<>();
        List<Descriptor> found = new ArrayList<>();
        while (!left.isEmpty()) {
            Descriptor manifest = left.removeFirst();
            if (MediaTypes.isManifest(manifest.mediaType()) && visited.add(manifest.digest())) {
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

    private Optional<Seen> look(Descriptor descriptor) {
        Seen known = seen.get(descriptor.digest());
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Seen> fresh = repository.read(descriptor).map(ReferrersScan::see);
        fresh.ifPresent(it -> seen.put(descriptor.digest(), it));
        return fresh;
    }

    private static Seen see(Manifest manifest) {
        return new Seen(
                manifest.subject().map(Descriptor::digest),
                manifest.asReferrer(),
                manifest instanceof ImageIndex index ? index.manifests() : List.of());
    }
}
