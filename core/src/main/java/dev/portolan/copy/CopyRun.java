package dev.portolan.copy;

import dev.portolan.content.Content;
import dev.portolan.content.Verifier;
import dev.portolan.copy.Graph.Node;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.internal.work.Workers;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Mounts;
import dev.portolan.port.Referrers;
import dev.portolan.port.Selective;
import dev.portolan.port.Source;
import dev.portolan.port.Target;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One copy of one or more graphs. Manifests are walked from the roots down and put from the leaves up; the roots
 * themselves are put last of all, under their tags.
 */
final class CopyRun {
    private static final Digest EMPTY = Descriptor.empty().digest();
    private static final Set<String> CHILD_UNKNOWN = Set.of("MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN");

    private final Source from;
    private final Target to;
    private final CopyOptions options;
    private final Set<Digest> known;
    private final Tally tally;
    private final Workers workers;
    private final Graph graph = new Graph();
    private final Optional<Mounts> mounts;
    private final Optional<Selective> selective;
    private final Optional<Referrers> referrers;

    /** Whether the target turned out to have any of it: then it is worth asking for the smallest blobs too. */
    private volatile boolean anyThere;

    /**
     * Prepares a copy.
     *
     * @param known blobs that the caller has just written to the target
     */
    CopyRun(Source from, Target to, CopyOptions options, Executor executor, Set<Digest> known) {
        this.from = from;
        this.to = to;
        this.options = options;
        this.known = known;
        this.tally = new Tally(options.listener());
        this.workers = new Workers(executor, options.concurrency(), options.bytesInFlight());
        this.mounts = to.capability(Mounts.class).filter(mounting -> mounting.canMountFrom(from));
        this.selective = to.capability(Selective.class);
        this.referrers = options.referrers() ? from.capability(Referrers.class) : Optional.empty();
    }

    Tally tally() {
        return tally;
    }

    /** Whether the target has this root under this name, so that there is nothing to do but its referrers. */
    boolean isThere(Manifest root, TagOrDigest as) {
        if (options.deep()) {
            return false;
        }
        return to.resolve(as)
                .filter(there -> there.digest().equals(root.digest()))
                .isPresent();
    }

    /** Plans a root of which the caller puts the manifest itself, when {@link #run} has returned. */
    void addRoot(Manifest root, boolean there) {
        Node node = graph.node(root.descriptor());
        node.manifest = root;
        node.root = true;
        if (graph.claim(node)) {
            options.listener().planned(root.descriptor());
            if (there) {
                tally.skipped(root.descriptor());
                workers.add(0, () -> finish(node));
            } else {
                workers.add(0, () -> expand(node, root));
            }
        }
    }

    /** Copies all but the roots' own manifests. */
    void run() {
        workers.run();
    }

    private void visit(Node node) {
        if (!options.deep() && to.resolve(node.descriptor.digest()).isPresent()) {
            anyThere = true;
            tally.skipped(node.descriptor);
            finish(node);
            return;
        }
        Manifest manifest = reporting(
                node.descriptor,
                () -> inline(node.descriptor)
                        .map(content -> Manifest.parse(content, node.descriptor.mediaType()))
                        .or(() -> from.manifest(node.descriptor.digest()))
                        .orElseThrow(() ->
                                new NotFoundException(Problem.of("manifest " + node.descriptor.digest() + " not found")
                                        .at(from.name())
                                        .because("an index points to it")
                                        .advice("copy one platform, or complete the source"))));
        node.manifest = manifest;
        expand(node, manifest);
    }

    /** Plans what the manifest points to, and lets the manifest wait for it. */
    private void expand(Node node, Manifest manifest) {
        graph.hold(node);
        boolean index = manifest instanceof ImageIndex;
        for (Descriptor child : manifest.children()) {
            if (index && MediaTypes.isManifest(child.mediaType())) {
                addManifest(node, child);
            } else if (!isForeign(child)
                    && selective.map(target -> target.wants(child)).orElse(true)) {
                addBlob(node, child);
            }
        }
        graph.release(node).forEach(this::go);
    }

    private boolean isForeign(Descriptor child) {
        return !options.foreignLayers() && MediaTypes.isForeignLayer(child.mediaType());
    }

    private void addManifest(Node parent, Descriptor descriptor) {
        Node child = graph.node(descriptor);
        graph.waitFor(parent, child);
        if (graph.claim(child)) {
            options.listener().planned(descriptor);
            workers.add(0, () -> visit(child));
        }
    }

    private void addBlob(Node parent, Descriptor descriptor) {
        Node blob = graph.node(descriptor);
        if (selective.isPresent()) {
            graph.name(blob, descriptor);
        }
        graph.waitFor(parent, blob);
        if (graph.claim(blob)) {
            options.listener().planned(descriptor);
            if (descriptor.digest().equals(EMPTY)) {
                graph.defer(parent, blob);
            } else {
                workers.add(descriptor.size(), () -> move(blob));
            }
        }
    }

    private void go(Node node) {
        Manifest manifest = node.manifest;
        if (manifest == null) {
            workers.add(node.descriptor.size(), () -> move(node));
        } else if (!node.root || referrers.isPresent()) {
            workers.add(0, () -> {
                put(manifest.digest(), manifest);
                if (!node.root) {
                    tally.copied(node.descriptor);
                }
                finish(node);
            });
        }
    }

    /** Marks a node as there, goes on with what waited for it, and looks for what refers to it. */
    private void finish(Node node) {
        graph.done(node).forEach(this::go);
        if (node.manifest != null || MediaTypes.isManifest(node.descriptor.mediaType())) {
            referrers.ifPresent(source -> addReferrers(source, node.descriptor.digest()));
        }
    }

    private void addReferrers(Referrers source, Digest subject) {
        try (Stream<Descriptor> found = source.referrers(subject)) {
            found.forEach(referrer -> {
                Node node = graph.node(referrer);
                if (graph.claim(node)) {
                    options.listener().planned(referrer);
                    workers.add(0, () -> visit(node));
                }
            });
        }
    }

    private void move(Node blob) {
        Descriptor descriptor = blob.descriptor;
        reporting(descriptor, () -> {
            if (known.contains(descriptor.digest())) {
                tally.copied(descriptor);
            } else if (mounts.isPresent()) {
                boolean mounted = mounts.get().mountOrWrite(descriptor, from, content(descriptor));
                report(descriptor, mounted);
            } else if (worthAsking(descriptor) && to.stat(descriptor.digest()).isPresent()) {
                anyThere = true;
                tally.skipped(descriptor);
            } else {
                write(blob);
                tally.copied(descriptor);
            }
            return descriptor;
        });
        graph.done(blob).forEach(this::go);
    }

    private void report(Descriptor descriptor, boolean mounted) {
        if (mounted) {
            tally.mounted(descriptor);
        } else {
            tally.copied(descriptor);
        }
    }

    /** Sending two bytes costs no more than asking for them, unless they are likely to be there. */
    private boolean worthAsking(Descriptor descriptor) {
        return anyThere || !descriptor.digest().equals(EMPTY);
    }

    private void write(Node blob) {
        if (blob.names.isEmpty()) {
            to.write(blob.descriptor, content(blob.descriptor));
        }
        for (Descriptor name : blob.names) {
            to.write(name, content(name));
        }
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
     * clean-up that ran in between) gets the blobs once more.
     */
    void put(TagOrDigest as, Manifest manifest) {
        try {
            to.put(as, manifest);
        } catch (OciException e) {
            boolean childUnknown = e.registryErrors().stream().anyMatch(error -> CHILD_UNKNOWN.contains(error.code()));
            if (!childUnknown || manifest instanceof ImageIndex) {
                throw e;
            }
            for (Descriptor child : manifest.children()) {
                if (!isForeign(child)) {
                    to.write(child, content(child));
                }
            }
            to.put(as, manifest);
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
