package dev.portolan.copy;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known so far of the graph that is copied: each digest once, and for each manifest how many of the things
 * that it must come after are not there yet. All of it is guarded by the graph itself.
 */
final class Graph {
    private final Map<Digest, Node> nodes = new HashMap<>();

    /** One digest: a manifest, or a blob, which has no manifest and waits for nothing. */
    static final class Node {
        final Descriptor descriptor;
        /** The names of a blob at a target that wants it under each of them; otherwise just the first. */
        final List<Descriptor> names = new ArrayList<>();
        /** What becomes ready when this is there. */
        private final List<Node> after = new ArrayList<>();
        /** Blobs that are sent last, when it is known whether the others were there. */
        private final List<Node> deferred = new ArrayList<>();

        private int pending;
        private boolean done;
        private boolean planned;

        @Nullable
        Manifest manifest;
        /** Whether the caller puts it under its tags when all else is done. */
        boolean root;

        private Node(Descriptor descriptor) {
            this.descriptor = descriptor;
        }
    }

    /** The node of a digest, made where it is new. */
    synchronized Node node(Descriptor descriptor) {
        return nodes.computeIfAbsent(descriptor.digest(), digest -> new Node(descriptor));
    }

    /** Whether this is the first time that somebody asks to have the node worked on. */
    synchronized boolean claim(Node node) {
        boolean first = !node.planned;
        node.planned = true;
        return first;
    }

    /** Adds a name to a blob that is not there yet, unless it has that name. */
    synchronized void name(Node node, Descriptor name) {
        if (!node.names.contains(name)) {
            node.names.add(name);
        }
    }

    /** Lets a node wait for another. */
    synchronized void waitFor(Node node, Node first) {
        if (!first.done && first != node) {
            node.pending++;
            first.after.add(node);
        }
    }

    /** Puts a blob off until it is the last thing that the node waits for. */
    synchronized void defer(Node node, Node blob) {
        node.deferred.add(blob);
    }

    /** Holds a node while what it waits for is still being found out. */
    synchronized void hold(Node node) {
        node.pending++;
    }

    /** What can go on now that a hold on the node is over. */
    synchronized List<Node> release(Node node) {
        node.pending--;
        return ready(node);
    }

    /** Marks a node as there; returns what can go on now. */
    synchronized List<Node> done(Node node) {
        List<Node> ready = new ArrayList<>();
        if (!node.done) {
            node.done = true;
            for (Node waiting : node.after) {
                waiting.pending--;
                ready.addAll(ready(waiting));
            }
            node.after.clear();
        }
        return ready;
    }

    /** The node itself when it waits for nothing more; its deferred blobs when it waits for them alone. */
    private List<Node> ready(Node node) {
        if (node.pending == 0) {
            return List.of(node);
        }
        if (node.pending == node.deferred.size()) {
            List<Node> blobs = List.copyOf(node.deferred);
            node.deferred.clear();
            return blobs;
        }
        return List.of();
    }
}
