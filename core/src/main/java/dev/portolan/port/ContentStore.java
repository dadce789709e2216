package dev.portolan.port;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.TagOrDigest;
import java.util.Optional;

/**
 * The operations that sources and targets share. All methods are safe to call from several threads, block, and respond
 * to an interrupt with {@link dev.portolan.error.CancelledException}.
 *
 * @since 0.1.0
 */
public interface ContentStore extends AutoCloseable {

    /**
     * Returns the name for messages, without a tag or digest, such as {@code registry:5000/demo/tree}. It contains no
     * secret.
     */
    String name();

    /**
     * Resolves a tag or digest (distribution-spec end-3), without fetching the manifest if possible.
     *
     * @return media type, digest and size of the manifest; empty when there is none
     */
    Optional<Descriptor> resolve(TagOrDigest reference);

    /**
     * Looks up a blob and its size (distribution-spec end-2).
     *
     * @return digest and size, with the media type {@code application/octet-stream}; empty when it does not exist
     */
    Optional<Descriptor> stat(Digest blob);

    /**
     * Returns an optional capability: {@link Mounts}, {@link Referrers}, {@link Deletes}, {@link BlobFilter}.
     * By default, the capabilities are the interfaces that the object implements.
     *
     * @return the capability; empty when it is not supported
     */
    default <C extends Capability> Optional<C> capability(Class<C> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    /** Closes the repository, and completes pending writes. */
    @Override
    void close();
}
