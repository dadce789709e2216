package dev.portolan.fs.layout;

import dev.portolan.port.Batches;
import dev.portolan.port.Target;
import org.jspecify.annotations.Nullable;

/** One copy into an archive: all of it is in the archive when that is closed, or nothing. */
final class ArchiveBatch implements Batches.Batch {
    private final OciArchiveRepository archive;
    private final Target view;
    private final @Nullable IndexJson earlier;
    private boolean committed;

    /**
     * Begins a batch.
     *
     * @param view the target of the copy
     * @param earlier the index before it; null when nothing has changed yet
     */
    ArchiveBatch(OciArchiveRepository archive, Target view, @Nullable IndexJson earlier) {
        this.archive = archive;
        this.view = view;
        this.earlier = earlier;
    }

    @Override
    public Target target() {
        return view;
    }

    @Override
    public void commit() {
        committed = true;
    }

    @Override
    public void close() {
        if (!committed) {
            archive.rollBack(earlier);
        }
    }
}
