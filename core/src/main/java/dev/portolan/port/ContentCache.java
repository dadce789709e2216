package dev.portolan.port;

import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.util.Optional;

/**
 * A cache of content by digest. Safe to use from several threads, and from several processes if it is on disk.
 *
 * @since 0.1.0
 */
public interface ContentCache {

    /**
     * Looks up content by its digest alone, such as a manifest.
     *
     * @return digest and size, with the media type {@code application/octet-stream}; empty when it is not cached, or
     *     the cache needs the size to find it
     */
    default Optional<Descriptor> stat(Digest digest) {
        return Optional.empty();
    }

    /**
     * Returns the content with this digest and size, verified before it is returned or while it is read.
     *
     * @return the content; empty when it is not cached, or the cached content is damaged, which removes it
     */
    Optional<Content> get(Descriptor descriptor);

    /**
     * Caches content if it is valid and there is room. Without room, the content is not opened.
     *
     * @throws dev.portolan.error.ContentMismatchException when it does not match the descriptor; nothing is cached
     */
    void put(Descriptor descriptor, Content content);

    /** Removes content; does nothing when it is not cached. */
    void remove(Descriptor descriptor);
}
