package dev.portolan.port;

import dev.portolan.model.Descriptor;

/**
 * A target that does not want everything: a directory into which an artifact's files are pulled. Such a target is
 * handed one blob under each of its names, where two layers have the same bytes and different titles.
 */
public interface BlobFilter extends Capability {

    /** Whether the target has a use for this blob; what it does not want is not fetched. */
    boolean wants(Descriptor blob);

    /** Returns whether the target has this blob under this name already, so that it is not fetched; false by default. */
    default boolean has(Descriptor blob) {
        return false;
    }
}
