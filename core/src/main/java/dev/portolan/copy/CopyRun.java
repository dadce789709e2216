package dev.portolan.copy;

import dev.portolan.content.Content;
import dev.portolan.copy.CopySource.Document;
import dev.portolan.copy.CopyTarget.Stored;
import dev.portolan.copy.Graph.Node;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.internal.work.TaskPool;
import dev.portolan.model.Child;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One copy of one or more graphs. Manifests are walked from the roots down and put from the leaves up; the roots
 * themselves are put last of all, under their names, by {@link CopyEngine}.
 */
final class CopyRun {
    /** A config up to this size, in bytes, is sent without a check if the target has nothing else. */
    private static final long SMALL_CONFIG = 64 << 10;

    private final CopySource from;
    private final CopyTarget to;
    private final CopyOptions options;
    private final Set<Digest> known;
    private final TransferCounter tally;
    private final TaskPool workers;
    private final Graph graph = new Graph();
    /** The manifests whose signatures were looked for. */
    private final Set<Digest> signed = ConcurrentHashMap.newKeySet();
    /** Signatures that are put under their tags at the end. */
    private final Map<Tag, Manifest> signatures = new ConcurrentHashMap<>();

    /**
     * Prepares a copy.
     *
     * @param known blobs that the caller has just written to the target
     */
    CopyRun(CopySource from, CopyTarget to, CopyOptions options, TaskPool workers, Set<Digest> known) {
        this.from = from;
        this.to = to;
        this.options = options;
        this.known = known;
        this.tally = new TransferCounter(options.listener());
        this.workers = workers;
    }

    TransferCounter tally() {
        return tally;
    }

    /**
     * Plans a root, whose manifest itself is put under its names when {@link #run} has returned.
     *
     * @param there whether the target has it
     */
    void addRoot(Manifest root, boolean there) {
        if (root instanceof ImageManifest image) {
            to.requireWanted(image);
        }
        Node node = graph.root(root);
        if (graph.claim(node)) {
            options.listener().planned(root.descriptor());
            node.there = there;
            boolean walked = !there || isWalked(root.descriptor());
            workers.add(0, walked ? () -> expand(node, Child.of(root)) : () -> complete(node));
        }
    }

    /** Copies everything except the manifests of the roots. */
    void run() {
        workers.run();
        for (List<Node> configs = graph.takeDeferred(); !configs.isEmpty(); configs = graph.takeDeferred()) {
            configs.forEach(this::go);
            workers.run();
        }
        graph.unfinished().ifPresent(descriptor -> {
            throw new InvalidManifestException(Problem.of("manifest " + descriptor.digest() + " references itself")
                    .at(from.name()));
        });
    }

    /** Looks at content that another manifest references: a manifest, or content that may be one. */
    private void visit(Node node, Child.Kind kind) {
        if (isSkipped(node)) {
            complete(node);
            return;
        }
        Document document = reporting(node.descriptor, () -> from.document(node.descriptor, kind));
        node.manifest = document.manifest().orElse(null);
        if (node.manifest == null) {
            node.there = false;
            graph.blob(node.descriptor).bytes = document.bytes();
        }
        expand(node, document.children());
    }

    /**
     * Looks at a referrer. The lists that clients keep under a fallback tag outlive what they list, so a referrer that is
     * missing, or no manifest of a known kind, is left out, unless another manifest needs it.
     */
    private void visitReferrer(Node node) {
        if (isSkipped(node)) {
            options.listener().planned(node.descriptor);
            complete(node);
            return;
        }
        Optional<Manifest> manifest = reporting(node.descriptor, () -> findReferrer(node));
        if (manifest.isPresent()) {
            options.listener().planned(node.descriptor);
            node.manifest = manifest.get();
            expand(node, Child.of(manifest.get()));
        }
    }

    /** Returns the manifest of a referrer, or leaves it out. */
    private Optional<Manifest> findReferrer(Node node) {
        try {
            Optional<Manifest> found = from.find(node.descriptor);
            if (found.isEmpty()) {
                graph.leaveOut(node, from.missing(node.descriptor));
                tally.missing(node.descriptor);
            }
            return found;
        } catch (InvalidManifestException e) {
            leaveOutUnsupported(node, e);
            return Optional.empty();
        }
    }

    private void leaveOutUnsupported(Node referrer, OciException reason) {
        graph.leaveOut(referrer, reason);
        tally.unsupported(referrer.descriptor);
    }

    private boolean isSkipped(Node node) {
        return reporting(node.descriptor, () -> {
            node.there = to.has(node.descriptor, node.descriptor.digest());
            return node.there && !isWalked(node.descriptor);
        });
    }

    /**
     * Handles a manifest that the target has: it is complete, because parents are written last, but may have new
     * referrers.
     */
    private boolean isWalked(Descriptor there) {
        return options.deep() || from.followsReferrers() && MediaTypes.isIndex(there.mediaType());
    }

    /** Plans the references of a manifest or another document, and makes it wait for them. */
    private void expand(Node node, List<Child> children) {
        graph.hold(node);
        children.forEach(child -> plan(node, child));
        graph.release(node).forEach(this::go);
    }

    private void plan(Node parent, Child child) {
        boolean blobsToo = !parent.there || options.deep();
        switch (child.kind()) {
            case MANIFEST, EITHER -> {
                if (blobsToo || child.kind() == Child.Kind.MANIFEST) {
                    Node node = graph.manifest(child.descriptor());
                    waitFor(parent, node);
                    addManifest(node, child.kind());
                }
            }
            case BLOB -> {
                if (blobsToo && to.wants(child.descriptor())) {
                    addBlob(parent, graph.blob(child.descriptor()));
                }
            }
        }
    }

    private void addManifest(Node node, Child.Kind kind) {
        if (graph.claim(node)) {
            options.listener().planned(node.descriptor);
            workers.add(0, () -> visit(node, kind));
        }
    }

    private void addReferrer(Node node) {
        if (graph.claim(node)) {
            workers.add(0, () -> visitReferrer(node));
        }
    }

    private void waitFor(Node node, Node first) {
        if (graph.waitFor(node, first)) {
            go(first);
        }
    }

    private void addBlob(Node parent, Node blob) {
        waitFor(parent, blob);
        if (graph.claim(blob)) {
            options.listener().planned(blob.descriptor);
            if (to.asks() && !to.isNew() && isSmallConfig(blob.descriptor, parent.manifest)) {
                graph.defer(parent, blob);
            } else {
                workers.add(blob.descriptor.size(), () -> move(blob, false));
            }
        }
    }

    private static boolean isSmallConfig(Descriptor child, @Nullable Manifest manifest) {
        return manifest instanceof ImageManifest image
                && child.sameContent(image.config())
                && child.size() <= SMALL_CONFIG
                && image.layers().stream().noneMatch(child::sameContent);
    }

    /** Processes a manifest when everything before it is done, or a config that was deferred. */
    private void go(Node node) {
        if (node.blob) {
            workers.add(node.descriptor.size(), () -> move(node, true));
        } else {
            workers.add(0, () -> complete(node));
        }
    }

    /**
     * Puts a manifest, unless it is there, is a root that nothing has to come after, or is no manifest after all. Its
     * referrers come after it: a registry may want to have the subject first.
     */
    private void complete(Node node) {
        Manifest manifest = node.manifest;
        List<Descriptor> referring = reporting(node.descriptor, () -> from.referrers(node.descriptor.digest()));
        if (signed.add(node.descriptor.digest())) {
            reporting(node.descriptor, () -> from.signatures(node.descriptor.digest()))
                    .forEach(this::addSignature);
        }
        if (node.there) {
            tally.skipped(node.descriptor);
        } else if (referring.isEmpty() && graph.park(node)) {
            return;
        } else if (manifest != null) {
            reporting(node.descriptor, () -> putOrLeaveOut(node, manifest));
        }
        graph.done(node).forEach(this::go);
        referring.forEach(referrer -> addReferrer(graph.manifest(referrer)));
    }

    /** Puts a manifest; leaves out an artifact manifest that the target does not accept, unless another one needs it. */
    private Manifest putOrLeaveOut(Node node, Manifest manifest) {
        try {
            to.put(node.descriptor.digest(), manifest);
            tally.copied(node.descriptor);
        } catch (InvalidManifestException | UnsupportedException e) {
            if (!MediaTypes.isArtifactManifest(manifest.mediaType())) {
                throw e;
            }
            leaveOutUnsupported(node, e);
        }
        return manifest;
    }

    /** Plans an attachment of cosign under a tag, unless that tag is copied anyway or the target has it. */
    private void addSignature(Tag tag) {
        workers.add(
                0,
                () -> from.manifest(tag).ifPresent(manifest -> {
                    boolean there = to.has(manifest.descriptor(), tag);
                    if (!there) {
                        signatures.put(tag, manifest);
                    }
                    addRoot(manifest, there);
                }));
    }

    /**
     * Puts signatures under their tags; the manifests that they sign are put afterwards, or are there.
     *
     * @param except tags that are put anyway
     * @return the tags that were put
     */
    List<Tag> putSignatures(Set<Tag> except) {
        signatures.keySet().removeAll(except);
        signatures.forEach((tag, manifest) -> workers.add(0, () -> putRoot(manifest, tag)));
        workers.run();
        return signatures.keySet().stream().sorted().toList();
    }

    /** Puts a root under one of its names, after everything else; skips its digest if it was put already. */
    void putRoot(Manifest root, TagOrDigest as) {
        if (as instanceof Digest && graph.isDone(root.descriptor())) {
            return;
        }
        put(as, root);
        if (graph.finish(root.descriptor())) {
            tally.copied(root.descriptor());
        }
    }

    private void put(TagOrDigest as, Manifest manifest) {
        reporting(manifest.descriptor(), () -> {
            to.put(as, manifest);
            return manifest;
        });
    }

    private void move(Node blob, boolean deferred) {
        reporting(blob.descriptor, () -> {
            if (known.contains(blob.descriptor.digest())) {
                tally.copied(blob.descriptor);
            } else if (to.mounts()) {
                mount(blob);
            } else {
                moveUnlessThere(blob, deferred);
            }
            return blob;
        });
        graph.done(blob).forEach(this::go);
    }

    private void mount(Node blob) {
        if (to.mountOrWrite(blob.descriptor, content(blob))) {
            tally.mounted(blob.descriptor);
        } else {
            tally.copied(blob.descriptor);
        }
    }

    private void moveUnlessThere(Node blob, boolean deferred) {
        Stored stored = Stored.NOTHING;
        // Sending the few bytes of a config costs no more than asking for them, unless they are likely to be there.
        if (!deferred || to.hasAny()) {
            stored = to.stored(blob.descriptor);
            graph.asked(blob).forEach(this::go);
        }
        if (stored == Stored.INTACT) {
            tally.skipped(blob.descriptor);
            return;
        }
        if (stored == Stored.DAMAGED) {
            to.replace(blob.descriptor, () -> content(blob));
        } else {
            to.write(blob.descriptor, () -> content(blob));
        }
        tally.copied(blob.descriptor);
    }

    private Content content(Node blob) {
        byte[] bytes = blob.bytes;
        return bytes == null
                ? from.content(blob.descriptor)
                : WatchedContent.of(blob.descriptor, Content.of(bytes), options.listener());
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
