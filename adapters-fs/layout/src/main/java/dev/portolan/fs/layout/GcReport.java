package dev.portolan.fs.layout;

import dev.portolan.model.Digest;
import java.util.List;

/**
 * What a {@link GarbageCollection} removed, or would remove.
 *
 * @param removed the blobs, manifests among them
 * @param bytes the size of these blobs together
 * @param unfinished how many unfinished files of dead writers
 * @param young how many blobs stay, though nothing leads to them, because of the grace time
 * @since 0.1.0
 */
public record GcReport(List<Digest> removed, long bytes, int unfinished, int young) {

    /** Copies the digests. */
    public GcReport {
        removed = List.copyOf(removed);
    }
}
