package dev.portolan.artifact;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.model.Child;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.port.Referrers;
import dev.portolan.port.Source;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A manifest and everything it references, as a tree. Only manifests are fetched.
 *
 * @param descriptor the descriptor in the parent
 * @param artifactType the artifact type of a manifest; empty if it has none, and for blobs
 * @param present false for a manifest of an index that the source does not have
 * @param children config and layers, or manifests
 * @param referrers the referrers of a manifest, if requested; each manifest occurs in the tree once
 * @since 0.1.0
 */
public record Inspection(
        Descriptor descriptor,
        String artifactType,
        boolean present,
        List<Inspection> children,
        List<Inspection> referrers) {

    /** Copies the lists. */
    public Inspection {
        children = List.copyOf(children);
        referrers = List.copyOf(referrers);
    }

    private static final int DEEPEST = 100;

    /**
     * Inspects a manifest and everything it references.
     *
     * @throws LimitExceededException when indexes and referrers are nested more than 100 levels deep
     */
    public static Inspection of(Source source, Manifest manifest, boolean withReferrers) {
        return new Walk(source, withReferrers).manifest(manifest.descriptor(), manifest);
    }

    private static final class Walk {
        private final Source source;
        private final boolean withReferrers;
        private final Set<Digest> seen = new HashSet<>();
        private int depth;

        Walk(Source source, boolean withReferrers) {
            this.source = source;
            this.withReferrers = withReferrers;
        }

        Inspection manifest(Descriptor descriptor, Manifest manifest) {
            if (depth == DEEPEST) {
                throw new LimitExceededException(Problem.of("cannot inspect " + manifest.digest())
                        .at(source.name())
                        .because("it is nested more than " + DEEPEST + " manifests deep"));
            }
            seen.add(manifest.digest());
            depth++;
            List<Inspection> children =
                    Child.of(manifest).stream().map(this::child).toList();
            List<Inspection> referrers = referrers(manifest.digest());
            depth--;
            return new Inspection(descriptor, manifest.artifactType().orElse(""), true, children, referrers);
        }

        private Inspection child(Child child) {
            Descriptor descriptor = child.descriptor();
            if (child.kind() == Child.Kind.BLOB || seen.contains(child.digest())) {
                return leaf(descriptor, true);
            }
            boolean certain = child.kind() == Child.Kind.MANIFEST;
            return (certain ? source.manifest(child.digest()) : look(descriptor))
                    .map(found -> manifest(descriptor, found))
                    .orElseGet(() -> leaf(descriptor, !certain));
        }

        /** Looks for the blob first: for a manifest with the digest of a blob, distribution answers 500. */
        private Optional<Manifest> look(Descriptor descriptor) {
            try {
                return Child.manifest(descriptor, source.bytes(descriptor));
            } catch (NotFoundException e) {
                return manifestOfKnownKind(descriptor.digest());
            }
        }

        private Optional<Manifest> manifestOfKnownKind(Digest digest) {
            try {
                return source.manifest(digest);
            } catch (InvalidManifestException e) {
                return Optional.empty();
            }
        }

        private static Inspection leaf(Descriptor descriptor, boolean present) {
            return new Inspection(descriptor, descriptor.artifactType().orElse(""), present, List.of(), List.of());
        }

        private List<Inspection> referrers(Digest subject) {
            Optional<Referrers> capability = withReferrers ? source.capability(Referrers.class) : Optional.empty();
            if (capability.isEmpty()) {
                return List.of();
            }
            try (Stream<Descriptor> found = capability.get().referrers(subject)) {
                return found.map(Child::listed).map(this::child).toList();
            }
        }
    }
}
