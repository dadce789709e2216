package dev.portolan.copy;

import dev.portolan.content.Content;
import dev.portolan.content.Verifier;
import dev.portolan.copy.Graph.Node;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.internal.work.TaskPool;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.BlobFilter;
import dev.portolan.port.Mounts;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repairs;
import dev.portolan.port.Source;
import dev.portolan.port.Target;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One copy of one or more graphs. Manifests are walked from the roots down and put from the leaves up; the roots
 * themselves are put last of all, under their names, by {@link CopyEngine}.
 */
final class CopyRun {
    /** A config up to this size, in bytes, is sent without asking where nothing else is there. */
    private static final long SMALL_CONFIG = 64 << 10;

    private static final Set<String> CHILD_UNKNOWN = Set.of("MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN");

    private final Source from;
    private final Target to;
    private final CopyOptions options;
    private final Set<Digest> known;
    private final TransferCounter tally;
    private final TaskPool workers;
    private final Graph graph = new Graph();
    private final Optional<Mounts> mounts;
    private final Optional<BlobFilter> selective;
    private final Optional<Referrers> referrers;
    private final Optional<Repairs> repairs;

    /** Whether the target turned out to have any of it: then it is worth asking for the smallest blobs too. */
    private volatile boolean anyThere;

    /**
     * Prepares a copy.
     *
     * @param known blobs that the caller has just written to the target
     */
    CopyRun(Source from, Target to, CopyOptions options, TaskPool workers, Set<Digest> known) {
        this.from = from;
        this.to = to;
        this.options = options;
        this.known = known;
        this.tally = new TransferCounter(options.listener());
        this.workers = workers;
        this.mounts = to.capability(Mounts.class).filter(mounting -> mounting.canMountFrom(from));
        this.selective = to.capability(BlobFilter.class);
        this.referrers = options.referrers() ? from.capability(Referrers.class) : Optional.empty();
        this.repairs = to.capability(Repairs.class);
    }

    TransferCounter tally() {
        return tally;
    }

    /** Whether the target has this root under this name. */
    boolean isThere(Manifest root, TagOrDigest as) {
        Optional<Descriptor> there = to.resolve(as);
        noteIfAny(there);
        return there.filter(found -> found.digest().equals(root.digest())).isPresent() && !isDamaged(root.descriptor());
    }

    /** Whether the target can check what it has, was asked to, and found this damaged. */
    private boolean isDamaged(Descriptor there) {
        return checksTarget() && !repairs.orElseThrow().isIntact(there);
    }

    private boolean checksTarget() {
        return options.deep() && repairs.isPresent();
    }

    private boolean noteIfAny(Optional<Descriptor> there) {
        if (there.isPresent()) {
            anyThere = true;
        }
        return there.isPresent();
    }

    /**
     * Plans a root, whose manifest itself is put under its names when {@link #run} has returned.
     *
     * @param there whether the target has it
     */
    void addRoot(Manifest root, boolean there) {
        Node node = graph.root(root);
        if (graph.claim(node)) {
            options.listener().planned(root.descriptor());
            node.there = there;
            boolean walked = !there || isWalked(root.descriptor());
            workers.add(0, () -> {
                if (walked) {
                    expand(node, root);
                } else {
                    complete(node, Optional.of(root));
                }
            });
        }
    }

    /** Copies all but the roots' own manifests. */
    void run() {
        workers.run();
        for (List<Node> configs = graph.takeDeferred(); !configs.isEmpty(); configs = graph.takeDeferred()) {
            configs.forEach(this::go);
            workers.run();
        }
        graph.unfinished().ifPresent(descriptor -> {
            throw new InvalidManifestException(Problem.of("manifest " + descriptor.digest() + " points to itself")
                    .at(from.name()));
        });
    }

    private void visit(Node node) {
        Optional<Manifest> toWalk = reporting(node.descriptor, () -> {
            node.there = noteIfAny(to.resolve(node.descriptor.digest())) && !isDamaged(node.descriptor);
            return node.there && !isWalked(node.descriptor) ? Optional.empty() : Optional.of(fetch(node.descriptor));
        });
        if (toWalk.isPresent()) {
            node.manifest = toWalk.get();
            expand(node, toWalk.get());
        } else {
            complete(node, toWalk);
        }
    }

    /** What the target has is complete there, as parents come last; but referrers may have come since. */
    private boolean isWalked(Descriptor there) {
        return options.deep() || referrers.isPresent() && MediaTypes.isIndex(there.mediaType());
    }

    private Manifest fetch(Descriptor descriptor) {
        Manifest manifest = inline(descriptor)
                .map(bytes -> Manifest.parse(
                        bytes, descriptor.mediaType(), descriptor.digest().algorithm()))
                .or(() -> from.manifest(descriptor.digest()))
                .orElseThrow(() -> new NotFoundException(Problem.of("manifest " + descriptor.digest() + " not found")
                        .at(from.name())
                        .because("another one points to it")
                        .advice("copy one platform, or complete the source")));
        long size = manifest.descriptor().size();
        if (size != descriptor.size()) {
            throw new ContentMismatchException(Problem.of("manifest " + descriptor.digest() + " is damaged")
                    .at(from.name())
                    .because("it has " + size + " bytes, and what points to it says " + descriptor.size()));
        }
        return manifest;
    }

    /** Plans what a manifest points to, and lets the manifest wait for it. */
    private void expand(Node node, Manifest manifest) {
        graph.hold(node);
        boolean index = manifest instanceof ImageIndex;
        Set<Descriptor> seen = new HashSet<>();
        Set<Node> blobs = new LinkedHashSet<>();
        for (Descriptor child : manifest.children()) {
            if (!seen.add(selective.isPresent() ? child : child.bare())) {
                continue;
            }
            if (index && MediaTypes.isManifest(child.mediaType())) {
                addManifest(node, child);
            } else if ((!node.there || options.deep()) && isWanted(child)) {
                blobs.add(selective.isPresent() ? graph.named(child) : graph.node(child));
            }
        }
        // Only now, so that a blob has all of its names here before it is written.
        blobs.forEach(blob -> addBlob(node, blob, manifest));
        graph.release(node).forEach(this::go);
    }

    private boolean isWanted(Descriptor child) {
        return !isForeign(child) && selective.map(target -> target.wants(child)).orElse(true);
    }

    private boolean isForeign(Descriptor child) {
        return !options.foreignLayers() && MediaTypes.isForeignLayer(child.mediaType());
    }

    private void addManifest(Node parent, Descriptor descriptor) {
        Node child = graph.node(descriptor);
        waitFor(parent, child);
        if (graph.claim(child)) {
            options.listener().planned(descriptor);
            workers.add(0, () -> visit(child));
        }
    }

    private void waitFor(Node node, Node first) {
        if (graph.waitFor(node, first)) {
            go(first);
        }
    }

    private void addBlob(Node parent, Node blob, Manifest manifest) {
        waitFor(parent, blob);
        if (graph.claim(blob)) {
            options.listener().planned(blob.descriptor);
            boolean asks = mounts.isEmpty() && selective.isEmpty() && !checksTarget();
            if (asks && isSmallConfig(blob.descriptor, manifest)) {
                graph.defer(parent, blob);
            } else {
                workers.add(blob.descriptor.size(), () -> move(blob));
            }
        }
    }

    private static boolean isSmallConfig(Descriptor child, Manifest manifest) {
        return manifest instanceof ImageManifest image
                && child.sameContent(image.config())
                && child.size() <= SMALL_CONFIG
                && image.layers().stream().noneMatch(child::sameContent);
    }

    /** Works on a node of which all is there that it has to come after. */
    private void go(Node node) {
        Optional<Manifest> manifest = Optional.ofNullable(node.manifest);
        if (manifest.isEmpty()) {
            workers.add(node.descriptor.size(), () -> move(node));
        } else {
            workers.add(0, () -> complete(node, manifest));
        }
    }

    /**
     * Puts a manifest, unless it is there or is a root that nothing has to come after. Its referrers come after it:
     * a registry may want to have the subject first.
     */
    private void complete(Node node, Optional<Manifest> manifest) {
        List<Descriptor> referring = reporting(node.descriptor, () -> referrers(node.descriptor.digest()));
        if (node.there) {
            tally.skipped(node.descriptor);
        } else if (referring.isEmpty() && graph.park(node)) {
            return;
        } else {
            reporting(node.descriptor, () -> {
                put(node.descriptor.digest(), manifest.orElseThrow());
                return node;
            });
            tally.copied(node.descriptor);
        }
        finish(node);
        referring.forEach(this::addReferrer);
    }

    /** Marks a node as there, and goes on with what waited for it. */
    private void finish(Node node) {
        graph.done(node).forEach(this::go);
    }

    private List<Descriptor> referrers(Digest subject) {
        if (referrers.isEmpty()) {
            return List.of();
        }
        try (Stream<Descriptor> found = referrers.get().referrers(subject)) {
            return found.toList();
        }
    }

    private void addReferrer(Descriptor descriptor) {
        Node node = graph.node(descriptor);
        if (graph.claim(node)) {
            options.listener().planned(descriptor);
            workers.add(0, () -> visit(node));
        }
    }

    /** Puts a root under one of its names, when all else is done; its own digest is none if it was put already. */
    void putRoot(Manifest root, TagOrDigest as) {
        if (as instanceof Digest && graph.isDone(root.descriptor())) {
            return;
        }
        reporting(root.descriptor(), () -> {
            put(as, root);
            return root;
        });
        if (graph.finish(root.descriptor())) {
            tally.copied(root.descriptor());
        }
    }

    private void move(Node blob) {
        Descriptor descriptor = blob.descriptor;
        reporting(descriptor, () -> {
            if (known.contains(descriptor.digest())) {
                tally.copied(descriptor);
            } else if (selective.isPresent()) {
                for (Optional<Descriptor> name = graph.nextName(blob); name.isPresent(); name = graph.nextName(blob)) {
                    write(name.get());
                }
                tally.copied(descriptor);
            } else if (mounts.isPresent()) {
                if (mounts.get().mountOrWrite(descriptor, from, content(descriptor))) {
                    tally.mounted(descriptor);
                } else {
                    tally.copied(descriptor);
                }
            } else if (isThere(blob)) {
                tally.skipped(descriptor);
            } else {
                if (blob.broken) {
                    repairs.orElseThrow().replace(descriptor, content(descriptor));
                } else {
                    write(descriptor);
                }
                tally.copied(descriptor);
            }
            return blob;
        });
        finish(blob);
    }

    /** Content that is wrong may be right elsewhere, and the source say so: a mirror of it had it wrong. */
    private void write(Descriptor blob) {
        try {
            to.write(blob, content(blob));
        } catch (ContentMismatchException e) {
            if (!e.retryable()) {
                throw e;
            }
            to.write(blob, content(blob));
        }
    }

    /** Sending a few bytes costs no more than asking for them, unless they are likely to be there. */
    private boolean isThere(Node blob) {
        if (graph.isDeferredConfig(blob) && !anyThere) {
            return false;
        }
        Optional<Descriptor> there = to.stat(blob.descriptor.digest());
        noteIfAny(there);
        graph.asked(blob).forEach(this::go);
        return there.isPresent() && !isBroken(blob, there.get());
    }

    /** Whether a stored blob has to be replaced: one of another size always, others when a deep copy checks them. */
    private boolean isBroken(Node blob, Descriptor there) {
        blob.broken = repairs.isPresent() && (there.size() != blob.descriptor.size() || isDamaged(blob.descriptor));
        return blob.broken;
    }

    private Content content(Descriptor blob) {
        Content content = inline(blob).map(Content::of).orElseGet(() -> from.content(blob));
        return WatchedContent.of(blob, content, options.listener());
    }

    /** Content that came along in the descriptor saves a request. */
    private Optional<byte[]> inline(Descriptor descriptor) {
        return descriptor.data().map(data -> Verifier.check(descriptor, from.name(), data));
    }

    /**
     * Puts a manifest whose children are there. A registry that said so and now denies it (its own cache, or a
     * clean-up that ran in between) gets them once more.
     */
    void put(TagOrDigest as, Manifest manifest) {
        try {
            to.put(as, manifest);
        } catch (OciException e) {
            if (e.registryErrors().stream().noneMatch(error -> CHILD_UNKNOWN.contains(error.code()))) {
                throw e;
            }
            writeChildren(manifest);
            to.put(as, manifest);
        }
    }

    private void writeChildren(Manifest manifest) {
        boolean index = manifest instanceof ImageIndex;
        for (Descriptor child : manifest.children()) {
            if (index && MediaTypes.isManifest(child.mediaType())) {
                put(child.digest(), fetch(child));
            } else if (isWanted(child)) {
                to.write(child, content(child));
            }
        }
    }

    private <T> T reporting(Descriptor descriptor, Supplier<T> work) {
        try {
            return work.get();
        } catch (OciException e) {
            tally.failed(descriptor, e);
            throw e;
        }
    }
}
