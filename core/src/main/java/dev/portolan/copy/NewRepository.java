package dev.portolan.copy;

import dev.portolan.model.Child;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Manifest;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The checks that a copy to a new repository can omit: such a repository has no blobs. Only small blobs are sent
 * without a check, which costs little if they exist: an interrupted push may have left blobs in a repository that has
 * no tag yet, and some registries say that it does not exist.
 */
final class NewRepository {
    /** The size of a small blob in bytes: sending it takes about as long as checking it. */
    private static final long SMALL = 1 << 20;

    /** With fewer children, asking costs as many requests as it saves. */
    private static final int FEWEST = 4;

    private NewRepository() {}

    /** Whether a copy is large enough to find out whether the repository exists. */
    static boolean isWorthAsking(Collection<Manifest> roots) {
        return children(roots)
                        .filter(child -> child.kind() != Child.Kind.BLOB || lacks(child.descriptor()))
                        .map(Child::digest)
                        .distinct()
                        .count()
                >= FEWEST;
    }

    /** Returns a blob to look for before asking: if the target has it, the repository exists. Prefers layers to configs. */
    static Optional<Descriptor> sample(Collection<Manifest> roots) {
        return children(roots)
                .filter(child -> child.kind() == Child.Kind.BLOB)
                .map(Child::descriptor)
                .filter(NewRepository::lacks)
                .reduce((first, last) -> last);
    }

    private static Stream<Child> children(Collection<Manifest> roots) {
        return roots.stream().flatMap(root -> Child.of(root).stream());
    }

    /** Returns whether a new repository is assumed to lack this blob. */
    static boolean lacks(Descriptor blob) {
        return blob.size() <= SMALL;
    }
}
