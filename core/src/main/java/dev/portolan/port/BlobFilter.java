package dev.portolan.port;

import dev.portolan.model.Descriptor;

/**
 * A target that takes only some blobs, such as a directory into which the files of an artifact are pulled. If two
 * layers have the same bytes and different titles, the blob is written once under each title.
 *
 * @since 0.1.0
 */
public interface BlobFilter extends Capability {

    /** Returns whether the target wants this blob. Other blobs are not fetched. */
    boolean wants(Descriptor blob);
}
