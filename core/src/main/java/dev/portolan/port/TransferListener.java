package dev.portolan.port;

import dev.portolan.error.OciException;
import dev.portolan.model.Descriptor;

/**
 * Hears what moves. Called from the threads that move content, for one descriptor in order, for several at once;
 * so implementations are safe to use from several threads, quick, and do not throw.
 *
 * @since 0.1.0
 */
public interface TransferListener {
    /** Hears nothing. */
    TransferListener NONE = new TransferListener() {};

    /** This will be looked at: moved, mounted or skipped. */
    default void planned(Descriptor content) {}

    /** Its bytes begin to move. */
    default void started(Descriptor content) {}

    /** So many more of its bytes have moved. */
    default void moved(Descriptor content, long bytes) {}

    /** It goes on after a break, from this offset. */
    default void resumed(Descriptor content, long offset) {}

    /** The target had it already. */
    default void skipped(Descriptor content) {}

    /** The target took it over from beside. */
    default void mounted(Descriptor content) {}

    /** It is there, whole and verified. */
    default void done(Descriptor content) {}

    /** It could not be moved. */
    default void failed(Descriptor content, OciException reason) {}
}
