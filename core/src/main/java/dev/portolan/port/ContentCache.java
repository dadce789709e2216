package dev.portolan.port;

import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import java.util.Optional;

/** Keeps content by its digest. Safe to use from several threads, and from several processes where it lies on disk. */
public interface ContentCache {

    /**
     * The content of this digest and size, verified before it is returned or as it is read.
     *
     * @return the content; empty when it is not kept, or what is kept is damaged, in which case it is dropped
     */
    Optional<Content> get(Descriptor descriptor);

    /**
     * Keeps content, if it is found good and there is room.
     *
     * @throws dev.portolan.error.ContentMismatchException when it is not what the descriptor says; nothing is kept
     */
    void put(Descriptor descriptor, Content content);

    /** Forgets content; nothing happens when it is not kept. */
    void remove(Descriptor descriptor);
}
