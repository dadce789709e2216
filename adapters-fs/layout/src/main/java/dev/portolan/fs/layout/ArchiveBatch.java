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
 * One copy into an archive: all of it is in the archive when that is closed, or nothing. Blobs and manifests are written
 * at once, and listed in the index at the end; so several batches do not disturb each other.
 */
final class ArchiveBatch extends ForwardingRepository implements Batches.Batch {
    private final OciArchiveRepository archive;
    private final List<Put> puts = new ArrayList<>();
    private boolean committed;

    private record Put(TagOrDigest as, Descriptor manifest, List<Descriptor> children) {}

    /**
     * Begins a batch.
     *
     * @param view what the copy reads from and writes blobs to
     */
    ArchiveBatch(OciArchiveRepository archive, Repository view) {
        super(view);
        this.archive = archive;
    }

    @Override
    public Target target() {
        return this;
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        archive.store(as, manifest);
        List<Descriptor> children = StoredRepository.listedElsewhere(manifest);
        synchronized (puts) {
            puts.add(new Put(as, manifest.descriptor(), children));
        }
    }

    @Override
    public void commit() {
        synchronized (puts) {
            if (!puts.isEmpty()) {
                archive.change(
                        index -> puts.forEach(put -> archive.addTo(index, put.as(), put.manifest(), put.children())));
            }
            committed = true;
        }
    }

    @Override
    public void close() {
        synchronized (puts) {
            if (!committed) {
                archive.abandon();
            }
        }
    }
}
