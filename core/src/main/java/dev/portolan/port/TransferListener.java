package dev.portolan.port;

import dev.portolan.error.OciException;
import dev.portolan.model.Descriptor;

/**
 * Observes transfers. The transferring threads call the methods: in order for one descriptor, at the same time for
 * different ones. Implementations must be thread-safe and fast, and must not throw.
 *
 * @since 0.1.0
 */
public interface TransferListener {
    /** A listener that does nothing. */
    TransferListener NONE = new TransferListener() {};

    /** Called when content has been found that will be transferred, mounted or skipped. */
    default void planned(Descriptor content) {}

    /** Called when the transfer starts. */
    default void started(Descriptor content) {}

    /** Called when more bytes have been transferred. */
    default void moved(Descriptor content, long bytes) {}

    /** Called when the transfer resumes at this offset. */
    default void resumed(Descriptor content, long offset) {}

    /** Called when the target already has the content. */
    default void skipped(Descriptor content) {}

    /** Called when the target has mounted the content from another repository. */
    default void mounted(Descriptor content) {}

    /** Called when the content is complete and verified. */
    default void done(Descriptor content) {}

    /** Called when the transfer has failed. */
    default void failed(Descriptor content, OciException reason) {}
}
