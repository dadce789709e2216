package dev.portolan.port;

import dev.portolan.model.Digest;
import dev.portolan.model.Tag;

/**
 * Deletes content (distribution-spec end-9 and end-10).
 *
 * @since 0.1.0
 */
public interface Deletes extends Capability {

    /**
     * Removes one tag; the manifest and its other tags stay.
     *
     * @throws dev.portolan.error.NotFoundException when there is no such tag
     * @throws dev.portolan.error.UnsupportedException when the registry only deletes manifests
     */
    void untag(Tag tag);

    /**
     * Removes a manifest, and with it all of its tags.
     *
     * @throws dev.portolan.error.NotFoundException when it is not there
     * @throws dev.portolan.error.UnsupportedException when the registry does not delete
     */
    void deleteManifest(Digest manifest);

    /**
     * Removes a blob, even if a manifest references it.
     *
     * @throws dev.portolan.error.NotFoundException when it is not there
     * @throws dev.portolan.error.UnsupportedException when the registry does not delete
     */
    void deleteBlob(Digest blob);
}
