package dev.portolan.copy;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Tag;
import java.util.List;

/**
 * What a copy did. Blobs and manifests are counted alike, each digest once.
 *
 * @param roots what was copied, in the order asked for
 * @param copied what travelled
 * @param skipped what the target had
 * @param mounted what the target took over from beside
 * @param tags the tags that were set, in their order
 */
public record CopyResult(List<Descriptor> roots, Count copied, Count skipped, Count mounted, List<Tag> tags) {

    /** Copies the lists. */
    public CopyResult {
        roots = List.copyOf(roots);
        tags = List.copyOf(tags);
    }

    /** What was copied, where it was one thing. */
    public Descriptor root() {
        return roots.get(0);
    }

    /**
     * How many things, and how large they are together.
     *
     * @param items a number of blobs and manifests
     * @param bytes the sum of their sizes
     */
    public record Count(long items, long bytes) {}
}
