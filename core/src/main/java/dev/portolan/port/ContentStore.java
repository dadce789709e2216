package dev.portolan.port;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.TagOrDigest;
import java.util.Optional;

/**
 * What can be asked of every place that holds content, whether it is read or written. All methods may be called
 * from several threads at once, block, and honour interrupts with
 * {@link dev.portolan.error.CancelledException}.
 *
 * @since 0.1.0
 */
public interface ContentStore extends AutoCloseable {

    /**
     * Returns the place without tag and digest, as messages call it: {@code registry:5000/demo/tree}. Holds no secret.
     */
    String name();

    /**
     * What a tag or digest names now (distribution-spec end-3); the bytes are not fetched where that can be avoided.
     *
     * @return media type, digest and size of the manifest; empty when there is none
     */
    Optional<Descriptor> resolve(TagOrDigest reference);

    /**
     * Returns whether a blob is there, and how large it is (distribution-spec end-2).
     *
     * @return digest and size, with the media type {@code application/octet-stream}; empty when it is not there
     */
    Optional<Descriptor> stat(Digest blob);

    /**
     * Asks for what not every place can do: {@link Mounts}, {@link Referrers}, {@link Deletes}, {@link BlobFilter}.
     * Unless said otherwise, a place offers the capabilities that it implements.
     *
     * @return the capability, bound to this place; empty when the place lacks it
     */
    default <C extends Capability> Optional<C> capability(Class<C> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    /** Ends the work with this place; what was written and not yet closed becomes complete. */
    @Override
    void close();
}
