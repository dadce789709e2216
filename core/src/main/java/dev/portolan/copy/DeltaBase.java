package dev.portolan.copy;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.NotFoundException;
import dev.portolan.model.Child;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Capability;
import dev.portolan.port.ContentStore;
import dev.portolan.port.Source;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The base of a delta: of a repository, layout or archive, only the blobs that are reachable from some of its
 * manifests. The receiver of the delta may have no more than these. Used with {@link
 * dev.portolan.port.Deltas#leavingOut}.
 *
 * <p>Reachable are the configs and layers of a manifest and, for an index, those of its manifests at any depth.
 * Referrers are not reachable from their subject. What the repository itself lacks, such as a manifest of an incomplete
 * index, is not part of the base.
 *
 * @since 0.1.0
 */
public final class DeltaBase implements ContentStore {
    private final Source source;
    private final String name;
    private final Set<Digest> blobs = new HashSet<>();

    private DeltaBase(Source source, String name) {
        this.source = source;
        this.name = name;
    }

    /**
     * Reads the manifests that are reachable from these; no blob is read.
     *
     * @param source has the manifests; closed with the base
     * @param name what errors and the delta itself call the base, such as its reference
     * @param manifests the manifests to start from
     */
    public static DeltaBase of(Source source, String name, Collection<Descriptor> manifests) {
        DeltaBase base = new DeltaBase(source, name);
        base.walk(manifests.stream().map(Child::listed).toList());
        return base;
    }

    private void walk(List<Child> roots) {
        Set<Child> seen = new HashSet<>(roots);
        Deque<Child> left = new ArrayDeque<>(seen);
        while (!left.isEmpty()) {
            Child next = left.removeFirst();
            for (Child child : next.kind() == Child.Kind.BLOB ? blob(next) : children(next)) {
                if (seen.add(child)) {
                    left.addLast(child);
                }
            }
        }
    }

    private List<Child> blob(Child blob) {
        blobs.add(blob.digest());
        return List.of();
    }

    private List<Child> children(Child content) {
        Descriptor descriptor = content.descriptor();
        try {
            if (content.kind() == Child.Kind.MANIFEST) {
                return source.manifest(content.digest()).map(Child::of).orElseGet(List::of);
            }
            byte[] bytes = CopySource.blobOrManifest(source, descriptor);
            List<Child> children = Child.of(descriptor, bytes, source::stat);
            return children.isEmpty() && Child.manifest(descriptor, bytes).isEmpty() ? blob(content) : children;
        } catch (NotFoundException | InvalidManifestException e) {
            return List.of(); // content that the base lacks or cannot read is copied
        }
    }

    @Override
    public String name() {
        return name;
    }

    /** Resolves nothing: a delta has all of its manifests. */
    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        return Optional.empty();
    }

    /** Returns a blob that is reachable and that the repository really has. */
    @Override
    public Optional<Descriptor> stat(Digest blob) {
        return blobs.contains(blob) ? source.stat(blob) : Optional.empty();
    }

    /** Has no capabilities. */
    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return Optional.empty();
    }

    /** Closes the repository. */
    @Override
    public void close() {
        source.close();
    }
}
