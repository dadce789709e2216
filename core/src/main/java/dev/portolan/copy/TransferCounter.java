package dev.portolan.copy;

import dev.portolan.error.OciException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.TransferListener;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the outcomes for the descriptors of a copy, and informs the listener. */
final class TransferCounter {
    private final TransferListener listener;
    private final Counter copied = new Counter();
    private final Counter skipped = new Counter();
    private final Counter mounted = new Counter();
    private final Queue<Descriptor> missing = new ConcurrentLinkedQueue<>();

    TransferCounter(TransferListener listener) {
        this.listener = listener;
    }

    void copied(Descriptor content) {
        copied.add(content);
        listener.done(content);
    }

    void skipped(Descriptor content) {
        skipped.add(content);
        listener.skipped(content);
    }

    void mounted(Descriptor content) {
        mounted.add(content);
        listener.mounted(content);
    }

    /** Notes a referrer that is listed but missing. */
    void missing(Descriptor referrer) {
        missing.add(referrer);
    }

    void failed(Descriptor content, OciException reason) {
        listener.failed(content, reason);
    }

    CopyResult.Count copied() {
        return copied.count();
    }

    CopyResult.Count skipped() {
        return skipped.count();
    }

    CopyResult.Count mounted() {
        return mounted.count();
    }

    List<Descriptor> missing() {
        return List.copyOf(missing);
    }

    private static final class Counter {
        private final AtomicLong blobs = new AtomicLong();
        private final AtomicLong manifests = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();

        void add(Descriptor content) {
            (MediaTypes.isManifest(content.mediaType()) ? manifests : blobs).incrementAndGet();
            bytes.addAndGet(content.size());
        }

        CopyResult.Count count() {
            return new CopyResult.Count(blobs.get(), manifests.get(), bytes.get());
        }
    }
}
