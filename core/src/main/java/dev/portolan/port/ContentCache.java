package dev.portolan.port;

import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.util.Optional;

/**
 * Keeps content by its digest. Safe to use from several threads, and from several processes where it lies on disk.
 *
 * @since 0.1.0
 */
public interface ContentCache {

    /**
     * Returns whether content is kept of which only the digest is known, such as a manifest's.
     *
     * @return digest and size, with the media type {@code application/octet-stream}; empty when it is not kept, or
     *     the cache only finds what it is given digest and size of
     */
    default Optional<Descriptor> stat(Digest digest) {
        return Optional.empty();
    }

    /**
     * Returns the content of this digest and size, verified before it is returned or as it is read.
     *
     * @return the content; empty when it is not kept, or what is kept is damaged, in which case it is dropped
     */
    Optional<Content> get(Descriptor descriptor);

    /**
     * Keeps content, if it is found good and there is room; where there is none, the content is not opened.
     *
     * @throws dev.portolan.error.ContentMismatchException when it is not what the descriptor says; nothing is kept
     */
    void put(Descriptor descriptor, Content content);

    /** Forgets content; nothing happens when it is not kept. */
    void remove(Descriptor descriptor);
}
