package dev.portolan.copy;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Tag;
import java.util.List;

/**
 * The result of a copy. Each digest counts once as a manifest and once as a blob.
 *
 * @param roots the manifests that were asked for, in that order
 * @param copied content that was transferred
 * @param skipped content that the target already had
 * @param mounted blobs that the target mounted from another repository of the same registry
 * @param tags the tags that were set, in their order, followed by those of copied signatures
 * @param missing referrers that the source lists but does not have; they were left out
 * @param unsupported referrers that were left out because they are manifests of an unknown kind, or artifact manifests
 *     that the target does not accept
 * @since 0.1.0
 */
public record CopyResult(
        List<Descriptor> roots,
        Count copied,
        Count skipped,
        Count mounted,
        List<Tag> tags,
        List<Descriptor> missing,
        List<Descriptor> unsupported) {

    /** Copies the lists. */
    public CopyResult {
        roots = List.copyOf(roots);
        tags = List.copyOf(tags);
        missing = List.copyOf(missing);
        unsupported = List.copyOf(unsupported);
    }

    /** Returns the first of the manifests that were asked for. */
    public Descriptor root() {
        return roots.get(0);
    }

    /**
     * A number of blobs and manifests, and their total size.
     *
     * @param blobs a number of blobs
     * @param manifests a number of manifests and indexes
     * @param bytes the sum of their sizes, in bytes
     */
    public record Count(long blobs, long manifests, long bytes) {

        /** Returns the number of blobs and manifests together. */
        public long items() {
            return blobs + manifests;
        }
    }
}
