package dev.portolan.copy;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.internal.names.Names;
import dev.portolan.internal.work.TaskPool;
import dev.portolan.model.Digest;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Batches;
import dev.portolan.port.Source;
import dev.portolan.port.Target;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Copies manifests with everything they reference from one repository, layout or archive to another; push, pull, export
 * and import are copies too. Children are copied before parents, each digest is copied once, content that the target
 * has is skipped, and tags are set last. Safe to use from several threads.
 *
 * @since 0.1.0
 */
public final class CopyEngine {
    /** How many tags an error names. */
    private static final int LISTED = 20;

    private final Executor executor;

    /**
     * Creates an engine that uses the threads of an executor and the caller's thread.
     *
     * @param executor may have any number of threads, and none of them need be free
     */
    public CopyEngine(Executor executor) {
        this.executor = Objects.requireNonNull(executor);
    }

    /**
     * Copies a manifest with everything it references.
     *
     * @param what its tag or digest in the source
     * @param as its tag or digest in the target
     * @return what was copied
     * @throws NotFoundException when the source does not have it
     * @throws InvalidReferenceException when {@code as} is a digest, but not that of the manifest
     * @throws OciException the first failure; all other transfers are stopped, and the tag is not set
     */
    public CopyResult copy(Source from, TagOrDigest what, Target to, TagOrDigest as, CopyOptions options) {
        return copy(from, List.of(Root.of(what, List.of(as))), to, options);
    }

    /**
     * Copies several manifests at once; shared content is copied once.
     *
     * @throws NotFoundException when the source does not have one of them
     * @throws InvalidReferenceException when a name in the target is a digest, but not that of the manifest
     * @throws OciException the first failure; no tag is set before all content is copied, and if only some tags were
     *     set, the message lists them
     */
    public CopyResult copy(Source from, List<Root> roots, Target to, CopyOptions options) {
        return copy(from, roots, to, options, Set.of());
    }

    /**
     * Copies several manifests at once, and does not check blobs that the caller has just written to the target.
     *
     * @param known the digests of those blobs
     */
    public CopyResult copy(Source from, List<Root> roots, Target to, CopyOptions options, Set<Digest> known) {
        if (options.missingFrom().isPresent()) {
            throw new IllegalArgumentException("missingFrom is for copies and pushes with a ReferenceClient; the target"
                    + " of this copy is already open: see Deltas.leavingOut");
        }
        Optional<Batches> batches = to.capability(Batches.class);
        if (batches.isEmpty()) {
            return copy(from, roots, to, options, known, false);
        }
        try (Batches.Batch batch = batches.get().begin()) {
            CopyResult result = copy(from, roots, batch.target(), options, known, true);
            batch.commit();
            return result;
        }
    }

    private CopyResult copy(
            Source from, List<Root> roots, Target to, CopyOptions options, Set<Digest> known, boolean allOrNothing) {
        TaskPool workers = new TaskPool(executor, options.concurrency());
        CopySource source = new CopySource(from, options);
        CopyTarget target = new CopyTarget(to, source, options);
        CopyRun run = new CopyRun(source, target, options, workers, known);
        List<RootCopy> copies = roots.stream()
                .map(root -> new RootCopy(root, from, to.name(), options, roots.size() > 1))
                .toList();

        copies.forEach(copy -> workers.add(0, () -> copy.plan(target)));
        workers.run();
        Set<Digest> there = copies.stream()
                .filter(RootCopy::isThere)
                .map(copy -> copy.manifest().digest())
                .collect(Collectors.toSet());
        target.lookWhetherNew(copies.stream()
                .filter(copy -> !copy.isThere())
                .map(RootCopy::manifest)
                .toList());
        copies.forEach(copy ->
                run.addRoot(copy.manifest(), there.contains(copy.manifest().digest())));
        run.run();
        List<Tag> signatures;
        try {
            signatures = run.putSignatures(names(roots));
            copies.forEach(copy -> workers.add(0, () -> copy.put(run)));
            workers.run();
        } catch (OciException e) {
            throw allOrNothing ? e : partly(e, copies);
        }
        return new CopyResult(
                copies.stream().map(copy -> copy.manifest().descriptor()).toList(),
                run.tally().copied(),
                run.tally().skipped(),
                run.tally().mounted(),
                Stream.concat(tags(copies, RootCopy::set).stream(), signatures.stream())
                        .toList(),
                run.tally().missing(),
                run.tally().unsupported());
    }

    private static Set<Tag> names(List<Root> roots) {
        return roots.stream()
                .flatMap(root -> root.as().stream())
                .filter(Tag.class::isInstance)
                .map(Tag.class::cast)
                .collect(Collectors.toSet());
    }

    /** Says in the error which of several tags were set. */
    private static OciException partly(OciException e, List<RootCopy> copies) {
        List<Tag> set = tags(copies, RootCopy::set);
        List<Tag> missing = tags(copies, RootCopy::missing);
        if (set.size() + missing.size() < 2) {
            return e;
        }
        String advice = (set.isEmpty() ? "no tag was set" : "these tags were set: " + list(set)) + "; these were not: "
                + list(missing) + "; repeat the copy; existing content is not sent again";
        return e.with(e.problem()
                .advice(e.advice().map(own -> own + "; ").orElse("") + advice)
                .causedBy(e));
    }

    private static List<Tag> tags(List<RootCopy> copies, Function<RootCopy, List<Tag>> which) {
        return copies.stream().flatMap(copy -> which.apply(copy).stream()).toList();
    }

    private static String list(List<Tag> tags) {
        return Names.list(tags.stream().limit(LISTED).map(Tag::toString).toList(), tags.size());
    }
}
