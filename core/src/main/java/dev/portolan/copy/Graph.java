package dev.portolan.copy;

import dev.portolan.error.OciException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of the graph being copied that is known so far: each digest once in each role, and for each manifest the
 * number of children that the target does not have yet. The graph guards all of its state.
 */
final class Graph {
    // A digest may be a manifest in one position and a layer in another; it is copied once in each role.
    private final Map<Digest, Node> manifests = new HashMap<>();
    private final Map<Digest, Node> blobs = new HashMap<>();

    /** One digest in one role: a manifest, or a blob, which waits for nothing. */
    static final class Node {
        final Descriptor descriptor;
        final boolean blob;

        /** The manifest, from when it was fetched until it is there; null for a document that is no manifest. */
        @Nullable
        Manifest manifest;

        /** The bytes of a blob that was read to find its references. */
        volatile byte @Nullable [] bytes;

        /** Whether the target has the manifest itself, so that only its children are checked. */
        boolean there;

        /** Whether it is put under its names when all else is done. */
        private boolean root;
        /** Whether a root is ready, and nothing waits for it so far. */
        private boolean parked;

        private boolean claimed;
        private boolean done;
        /** The number of nodes before this one that are not done yet. */
        private int pending;
        /** The number of those that were not checked in the target yet. */
        private int unasked;

        private boolean asked;
        /** The nodes that wait for this one. */
        private final List<Node> after = new ArrayList<>();
        /** The config, until all layers were checked in the target. */
        private @Nullable Node deferred;
        /** Why a referrer was left out. */
        private @Nullable OciException leftOut;

        private Node(Descriptor descriptor, boolean blob) {
            this.descriptor = descriptor;
            this.blob = blob;
        }
    }

    /** Returns the node of a blob, made where it is new. */
    synchronized Node blob(Descriptor descriptor) {
        return blobs.computeIfAbsent(descriptor.digest(), digest -> new Node(descriptor, true));
    }

    /** Returns the node of a manifest, made where it is new. */
    synchronized Node manifest(Descriptor descriptor) {
        return manifests.computeIfAbsent(descriptor.digest(), digest -> new Node(descriptor, false));
    }

    /** Returns the node of a manifest that is put under its names when all else is done. */
    synchronized Node root(Manifest manifest) {
        Node node = manifest(manifest.descriptor());
        node.root = true;
        node.manifest = manifest;
        return node;
    }

    /** Returns whether the node is planned for the first time. */
    synchronized boolean claim(Node node) {
        boolean first = !node.claimed;
        node.claimed = true;
        return first;
    }

    /**
     * Lets a node wait for another.
     *
     * @return true when the other one is a root that was ready and must be put now
     * @throws OciException when the other one was left out
     */
    synchronized boolean waitFor(Node node, Node first) {
        if (first.leftOut != null) {
            throw first.leftOut;
        }
        if (first.done || first == node) {
            return false;
        }
        node.pending++;
        node.unasked += first.asked ? 0 : 1;
        first.after.add(node);
        boolean wake = first.parked;
        first.parked = false;
        return wake;
    }

    /** Leaves a ready root to be put under its names, unless a node waits for it. */
    synchronized boolean park(Node node) {
        node.parked = node.root && node.after.isEmpty();
        return node.parked;
    }

    /**
     * Leaves out a manifest that is missing, or cannot be copied.
     *
     * @throws OciException the reason, when another one waits for it
     */
    synchronized void leaveOut(Node node, OciException reason) {
        if (!node.after.isEmpty()) {
            throw reason;
        }
        node.leftOut = reason;
        done(node);
    }

    /** Postpones a config until all layers of its manifest were checked in the target. */
    synchronized void defer(Node manifest, Node config) {
        manifest.deferred = config;
    }

    /** Notes that a blob was checked in the target; returns the configs that waited for that. */
    synchronized Collection<Node> asked(Node blob) {
        markAsked(blob);
        return ready(blob.after);
    }

    private static void markAsked(Node blob) {
        if (!blob.asked) {
            blob.asked = true;
            blob.after.forEach(manifest -> manifest.unasked--);
        }
    }

    /** Holds a node while its dependencies are being collected. */
    synchronized void hold(Node node) {
        node.pending++;
        node.unasked++;
    }

    /** Releases one hold on a node, and returns the nodes that are now ready. */
    synchronized Collection<Node> release(Node node) {
        node.pending--;
        node.unasked--;
        return ready(List.of(node));
    }

    /** Marks a node as done; returns the nodes that are now ready. */
    synchronized Collection<Node> done(Node node) {
        if (node.done) {
            return List.of();
        }
        node.done = true;
        node.manifest = null;
        node.bytes = null;
        markAsked(node);
        List<Node> waiting = List.copyOf(node.after);
        node.after.clear();
        waiting.forEach(next -> next.pending--);
        return ready(waiting);
    }

    /** Marks a root as there; whether it was not so before, as two of its names may be put at once. */
    synchronized boolean finish(Descriptor root) {
        Node node = manifest(root);
        boolean first = !node.done;
        done(node);
        return first;
    }

    /** Returns whether this manifest is there. */
    synchronized boolean isDone(Descriptor manifest) {
        return manifest(manifest).done;
    }

    /** Returns those of the nodes that wait for nothing more, and postponed configs whose layers were all checked. */
    private static Collection<Node> ready(List<Node> nodes) {
        Set<Node> ready = new LinkedHashSet<>();
        for (Node node : nodes) {
            if (node.pending == 0 && !node.done) {
                ready.add(node);
            } else if (node.unasked == 1) {
                addDeferred(node, ready);
            }
        }
        return ready;
    }

    private static void addDeferred(Node manifest, Collection<Node> to) {
        if (manifest.deferred != null) {
            to.add(manifest.deferred);
            manifest.deferred = null;
        }
    }

    /** Returns all configs that are still postponed; two manifests can postpone each other's. */
    synchronized List<Node> takeDeferred() {
        List<Node> configs = new ArrayList<>();
        manifests.values().forEach(node -> addDeferred(node, configs));
        return configs;
    }

    /** Returns a manifest that was to be there by now and is not: the graph has a cycle. */
    synchronized Optional<Descriptor> unfinished() {
        return manifests.values().stream()
                .filter(node -> node.claimed && !node.done && !node.parked)
                .map(node -> node.descriptor)
                .findFirst();
    }
}
