package dev.portolan.fs.layout;

import dev.portolan.port.Capability;
import dev.portolan.port.TransferListener;

/**
 * Verifies a whole layout or archive.
 *
 * @since 0.1.0
 */
public interface Verification extends Capability {

    /**
     * Reads everything reachable from {@code index.json} and checks digest and size. Faults are reported,
     * not thrown; nothing is changed.
     *
     * @param listener is called for each manifest and blob that is read
     * @throws dev.portolan.error.NotFoundException when there is no layout
     * @throws dev.portolan.error.CancelledException when the thread is interrupted
     */
    VerifyReport verify(TransferListener listener);

    /** Verifies without a listener. */
    default VerifyReport verify() {
        return verify(TransferListener.NONE);
    }
}
