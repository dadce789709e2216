package dev.portolan.fs.layout;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Manifest;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Batches;
import dev.portolan.port.ForwardingRepository;
import dev.portolan.port.Repository;
import dev.portolan.port.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * One copy into a layout or archive. Blobs and manifests are written at once, and listed in {@code index.json} together
 * at the end; so several batches do not disturb each other.
 */
final class StoredBatch extends ForwardingRepository implements Batches.Batch {
    private final StoredRepository repository;
    private final List<Put> puts = new ArrayList<>();
    private boolean committed;

    /** A manifest that index.json does not list yet, with the manifests that need no entry once it does. */
    private record Put(TagOrDigest as, Descriptor manifest, List<Descriptor> children) {}

    /**
     * Begins a batch.
     *
     * @param view what the copy reads from and writes blobs to
     */
    StoredBatch(StoredRepository repository, Repository view) {
        super(view);
        this.repository = repository;
    }

    @Override
    public Target target() {
        return this;
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        StoredRepository.requireDigest(as, manifest);
        repository.store(manifest);
        List<Descriptor> children = StoredRepository.listedElsewhere(manifest);
        synchronized (puts) {
            puts.add(new Put(as, manifest.descriptor(), children));
        }
    }

    @Override
    public void commit() {
        synchronized (puts) {
            if (!puts.isEmpty()) {
                repository.changeAtOnce(index ->
                        puts.forEach(put -> repository.addTo(index, put.as(), put.manifest(), put.children())));
            }
            puts.clear();
            committed = true;
        }
    }

    @Override
    public void close() {
        synchronized (puts) {
            puts.clear();
            if (!committed) {
                repository.abandon();
            }
        }
    }
}
