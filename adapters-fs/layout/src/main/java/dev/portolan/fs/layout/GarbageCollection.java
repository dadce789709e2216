package dev.portolan.fs.layout;

import dev.portolan.port.Capability;

/**
 * Removes unreferenced content.
 *
 * @since 0.1.0
 */
public interface GarbageCollection extends Capability {

    /**
     * Removes blobs that are not reachable from {@code index.json}, and files that writers left unfinished when they
     * died. May run while others write: the index does not change meanwhile, content younger than the grace time stays,
     * with everything that it references, and a manifest whose blob was removed before it was put is refused and can be
     * copied again.
     *
     * @throws dev.portolan.error.NotFoundException when there is no layout
     * @throws dev.portolan.error.InvalidException when a manifest cannot be read, so that its references are unknown;
     *     nothing is removed
     */
    GcReport gc(GcOptions options);

    /** Collects garbage with the default options: one hour of grace, and manifests without a tag are kept. */
    default GcReport gc() {
        return gc(GcOptions.defaults());
    }
}
