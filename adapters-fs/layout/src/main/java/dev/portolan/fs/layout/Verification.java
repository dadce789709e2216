package dev.portolan.fs.layout;

import dev.portolan.port.Capability;
import dev.portolan.port.TransferListener;

/**
 * Checks a layout or an archive from end to end.
 *
 * @since 0.1.0
 */
public interface Verification extends Capability {

    /**
     * Reads all that {@code index.json} leads to and compares it with its digest and size. What is wrong is reported,
     * not thrown; nothing is changed.
     *
     * @param listener hears of each manifest and blob that is read
     * @throws dev.portolan.error.NotFoundException when there is no layout
     * @throws dev.portolan.error.CancelledException when the thread is interrupted
     */
    VerifyReport verify(TransferListener listener);

    /** Returns the same, with nobody listening. */
    default VerifyReport verify() {
        return verify(TransferListener.NONE);
    }
}
