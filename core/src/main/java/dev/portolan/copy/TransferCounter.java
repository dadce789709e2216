package dev.portolan.copy;

import dev.portolan.copy.CopyResult.Count;
import dev.portolan.error.OciException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.TransferListener;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/** Counts the outcomes for the descriptors of a copy, and informs the listener. */
final class TransferCounter {
    private static final Count NOTHING = new Count(0, 0, 0);

    private final TransferListener listener;
    private final AtomicReference<Count> copied = new AtomicReference<>(NOTHING);
    private final AtomicReference<Count> skipped = new AtomicReference<>(NOTHING);
    private final AtomicReference<Count> mounted = new AtomicReference<>(NOTHING);
    private final Queue<Descriptor> missing = new ConcurrentLinkedQueue<>();
    private final Queue<Descriptor> unsupported = new ConcurrentLinkedQueue<>();

    TransferCounter(TransferListener listener) {
        this.listener = listener;
    }

    void copied(Descriptor content) {
        count(copied, content);
        listener.done(content);
    }

    void skipped(Descriptor content) {
        count(skipped, content);
        listener.skipped(content);
    }

    void mounted(Descriptor content) {
        count(mounted, content);
        listener.mounted(content);
    }

    /** Notes a referrer that is listed but missing. */
    void missing(Descriptor referrer) {
        missing.add(referrer);
    }

    /** Notes a referrer that cannot be copied. */
    void unsupported(Descriptor referrer) {
        unsupported.add(referrer);
    }

    void failed(Descriptor content, OciException reason) {
        listener.failed(content, reason);
    }

    Count copied() {
        return copied.get();
    }

    Count skipped() {
        return skipped.get();
    }

    Count mounted() {
        return mounted.get();
    }

    List<Descriptor> missing() {
        return List.copyOf(missing);
    }

    List<Descriptor> unsupported() {
        return List.copyOf(unsupported);
    }

    private static void count(AtomicReference<Count> counter, Descriptor content) {
        int manifests = MediaTypes.isManifest(content.mediaType()) ? 1 : 0;
        counter.updateAndGet(count -> new Count(
                count.blobs() + 1 - manifests, count.manifests() + manifests, count.bytes() + content.size()));
    }
}
