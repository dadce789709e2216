package dev.portolan.port;

import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;

/**
 * Takes over blobs from beside, without moving their bytes (distribution-spec end-11).
 *
 * @since 0.1.0
 */
public interface Mounts extends Capability {

    /** Returns whether blobs of that place could be mounted here: another repository of the same registry. */
    boolean canMountFrom(ContentStore other);

    /**
     * Mounts a blob, or writes it where mounting is refused.
     *
     * @param from a place for which {@link #canMountFrom} holds
     * @param otherwise what is written when the registry does not mount
     * @return true when the blob was mounted, false when it was written
     */
    boolean mountOrWrite(Descriptor blob, ContentStore from, Content otherwise);

    /**
     * Mounts a blob from wherever the place itself finds it, or writes it where there is none or mounting is refused.
     * Not every registry looks for one that nobody names.
     *
     * @param otherwise what is written when the place does not mount
     * @return true when the blob was mounted, false when it was written
     */
    boolean mountOrWrite(Descriptor blob, Content otherwise);
}
