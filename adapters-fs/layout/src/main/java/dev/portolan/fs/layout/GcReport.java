package dev.portolan.fs.layout;

import dev.portolan.model.Digest;
import java.util.List;

/**
 * The result of a {@link GarbageCollection}: what it removed, or would remove.
 *
 * @param removed the blobs, including manifests
 * @param bytes the total size of these blobs
 * @param unfinished the number of unfinished files of dead writers
 * @param young the number of unreferenced blobs that are kept because of the grace period
 * @since 0.1.0
 */
public record GcReport(List<Digest> removed, long bytes, int unfinished, int young) {

    /** Copies the digests. */
    public GcReport {
        removed = List.copyOf(removed);
    }
}
