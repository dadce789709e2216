package dev.portolan.fs.layout;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Manifest;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Batches;
import dev.portolan.port.ForwardingRepository;
import dev.portolan.port.Target;
import java.util.ArrayList;
import java.util.List;

/** One copy into a layout: blobs and manifests are written at once, {@code index.json} once at the end. */
final class LayoutBatch extends ForwardingRepository implements Batches.Batch {
    private final LayoutRepository layout;
    private final List<Put> puts = new ArrayList<>();

    /** A manifest that index.json does not list yet, with the manifests that need no entry once it does. */
    private record Put(TagOrDigest as, Descriptor manifest, List<Descriptor> children) {}

    LayoutBatch(LayoutRepository layout) {
        super(layout);
        this.layout = layout;
    }

    @Override
    public Target target() {
        return this;
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        StoredRepository.requireDigest(as, manifest);
        layout.store(manifest, false);
        List<Descriptor> children = StoredRepository.listedElsewhere(manifest);
        synchronized (puts) {
            puts.add(new Put(as, manifest.descriptor(), children));
        }
    }

    @Override
    public void commit() {
        synchronized (puts) {
            if (!puts.isEmpty()) {
                layout.change(this::apply);
            }
            puts.clear();
        }
    }

    private void apply(IndexJson index) {
        for (Put put : puts) {
            // A manifest as young as this one protects its children from garbage collection while it exists.
            if (layout.blob(put.manifest().digest()).isEmpty()) {
                throw new InvalidManifestException(
                        Problem.of("manifest " + put.manifest().digest() + " was refused")
                                .at(name())
                                .because("garbage collection removed it before the copy was complete")
                                .advice("copy again; use a longer grace period for garbage collection")
                                .retryable(true));
            }
            layout.addTo(index, put.as(), put.manifest(), put.children());
        }
    }

    @Override
    public void close() {
        synchronized (puts) {
            puts.clear();
        }
    }
}
