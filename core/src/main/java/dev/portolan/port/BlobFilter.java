package dev.portolan.port;

import dev.portolan.model.Descriptor;
import java.util.List;

/**
 * A target that takes only some blobs, such as a directory into which the files of an artifact are pulled. If two
 * layers have the same bytes and different titles, the blob is written once under each title.
 *
 * @since 0.1.0
 */
public interface BlobFilter extends Capability {

    /** Returns whether the target wants this blob. Other blobs are not fetched. */
    boolean wants(Descriptor blob);

    /**
     * Called once for each manifest, before the first of its blobs is written.
     *
     * @param blobs all blobs of the manifest that the target wants
     * @throws dev.portolan.error.OciException when it cannot write all of them, such as two blobs with the same name
     */
    default void expect(List<Descriptor> blobs) {
        // most targets write any blobs
    }

    /** Returns whether the target has this blob under this name already, so that it is not fetched; false by default. */
    default boolean has(Descriptor blob) {
        return false;
    }
}
