package dev.portolan.fs.layout;

import dev.portolan.content.Content;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Batches;
import dev.portolan.port.Capability;
import dev.portolan.port.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One copy into a layout: blobs and manifests are written at once, {@code index.json} once at the end. */
final class LayoutBatch implements Batches.Batch, Target {
    private final LayoutRepository layout;
    private final List<Put> puts = new ArrayList<>();

    /** A manifest that index.json does not list yet, with the manifests that need no entry once it does. */
    private record Put(TagOrDigest as, Descriptor manifest, List<Descriptor> children) {}

    LayoutBatch(LayoutRepository layout) {
        this.layout = layout;
    }

    @Override
    public Target target() {
        return this;
    }

    @Override
    public String name() {
        return layout.name();
    }

    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        return layout.resolve(reference);
    }

    @Override
    public Optional<Descriptor> stat(Digest blob) {
        return layout.stat(blob);
    }

    @Override
    public void write(Descriptor blob, Content content) {
        layout.write(blob, content);
    }

    @Override
    public Descriptor write(String mediaType, Content content) {
        return layout.write(mediaType, content);
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        StoredRepository.requireDigest(as, manifest);
        layout.store(manifest, false);
        List<Descriptor> children = LayoutRepository.listedElsewhere(manifest);
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
            layout.list(index, put.as(), put.manifest(), put.children());
        }
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return layout.capability(type);
    }

    @Override
    public void close() {
        synchronized (puts) {
            puts.clear();
        }
    }
}
