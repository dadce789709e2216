package dev.portolan.port;

import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Manifest;
import dev.portolan.model.TagOrDigest;
import java.util.Optional;

/**
 * Checks stored content and replaces damaged content. Supported by targets whose files others can damage, such as
 * layouts and archives. A copy with {@code deep} uses it for everything that the target already has.
 *
 * @since 0.1.0
 */
public interface Repairs extends Capability {

    /**
     * Returns whether a blob or manifest is stored with exactly this size and digest; all of it is read.
     *
     * @return false when it is missing, truncated or damaged
     */
    boolean isIntact(Descriptor content);

    /**
     * Returns the manifest stored under a tag or digest. A store of files finds it by its bytes, even if they were
     * written as a layer and nothing that the manifest references exists.
     */
    Optional<Manifest> manifest(TagOrDigest reference);

    /**
     * Writes a blob, and replaces what is stored under its digest. The old content stays until the new one is verified.
     *
     * @throws dev.portolan.error.ContentMismatchException when the content does not match the descriptor; nothing
     *     changes
     */
    void replace(Descriptor blob, Content content);

    /** Returns whether {@link #replace} can succeed; an archive of some formats is read-only. */
    default boolean canReplace() {
        return true;
    }
}
