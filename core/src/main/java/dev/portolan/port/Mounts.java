package dev.portolan.port;

import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;

/**
 * Mounts blobs from another repository of the same registry without transferring them (distribution-spec end-11).
 *
 * @since 0.1.0
 */
public interface Mounts extends Capability {

    /**
     * Returns whether blobs of the other repository can be mounted: whether it is in the same registry. Adapters find
     * their own repository behind a decorator by asking the other one for it as a capability.
     */
    boolean canMountFrom(ContentStore other);

    /**
     * Mounts a blob, or writes it if the registry does not mount it.
     *
     * @param from a repository for which {@link #canMountFrom} returns true
     * @param otherwise the content to write if the registry does not mount
     * @return true when the blob was mounted, false when it was written
     */
    boolean mountOrWrite(Descriptor blob, ContentStore from, Content otherwise);

    /**
     * Mounts a blob from any repository in which the registry finds it, or writes it. Not every registry supports
     * mounts without a source.
     *
     * @param otherwise the content to write if the registry does not mount
     * @return true when the blob was mounted, false when it was written
     */
    boolean mountOrWrite(Descriptor blob, Content otherwise);
}
