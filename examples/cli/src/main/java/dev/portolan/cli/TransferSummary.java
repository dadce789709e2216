package dev.portolan.cli;

import dev.portolan.error.OciException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.TransferListener;
import java.util.ArrayList;
import java.util.List;

/** Counts the blobs and manifests of a copy, and passes every event on. */
final class TransferSummary implements TransferListener {
    private final TransferListener next;
    private final String verb;
    private final Count copied = new Count();
    private final Count skipped = new Count();
    private final Count mounted = new Count();

    private static final class Count {
        private long blobs;
        private long manifests;
        private long bytes;

        synchronized void add(Descriptor content) {
            if (MediaTypes.isManifest(content.mediaType())) {
                manifests++;
            } else {
                blobs++;
            }
            bytes += content.size();
        }

        @Override
        public synchronized String toString() {
            List<String> parts = new ArrayList<>();
            if (blobs > 0) {
                parts.add(Plural.of(blobs, "blob"));
            }
            if (manifests > 0) {
                parts.add(Plural.of(manifests, "manifest"));
            }
            return String.join(" and ", parts) + " (" + Sizes.text(bytes) + ")";
        }

        synchronized boolean isEmpty() {
            return blobs + manifests == 0;
        }
    }

    /**
     * Creates the counters.
     *
     * @param verb the verb for copied content
     */
    TransferSummary(TransferListener next, String verb) {
        this.next = next;
        this.verb = verb;
    }

    @Override
    public void planned(Descriptor content) {
        next.planned(content);
    }

    @Override
    public void started(Descriptor content) {
        next.started(content);
    }

    @Override
    public void moved(Descriptor content, long bytes) {
        next.moved(content, bytes);
    }

    @Override
    public void resumed(Descriptor content, long offset) {
        next.resumed(content, offset);
    }

    @Override
    public void skipped(Descriptor content) {
        skipped.add(content);
        next.skipped(content);
    }

    @Override
    public void mounted(Descriptor content) {
        mounted.add(content);
        next.mounted(content);
    }

    @Override
    public void done(Descriptor content) {
        copied.add(content);
        next.done(content);
    }

    @Override
    public void failed(Descriptor content, OciException reason) {
        next.failed(content, reason);
    }

    /** Returns the counts of a read, such as {@code 1 manifest, 3 blobs, 1.2 MiB}. */
    String readText() {
        return readText(copied.manifests, copied.blobs, copied.bytes);
    }

    static String readText(long manifests, long blobs, long bytes) {
        return Plural.of(manifests, "manifest") + ", " + Plural.of(blobs, "blob") + ", " + Sizes.text(bytes);
    }

    /** Such as {@code copied 3 blobs and 1 manifest (1.2 MiB), mounted 1 blob (4.0 KiB)}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        add(parts, verb, copied);
        add(parts, "mounted", mounted);
        add(parts, "skipped", skipped);
        return parts.isEmpty() ? "nothing to copy" : String.join(", ", parts);
    }

    private static void add(List<String> parts, String what, Count count) {
        if (!count.isEmpty()) {
            parts.add(what + " " + count);
        }
    }
}
