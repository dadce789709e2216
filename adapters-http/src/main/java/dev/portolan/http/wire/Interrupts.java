package dev.portolan.http.wire;

import java.io.InterruptedIOException;

/** Interrupts of a thread that waits for the network, as failures of input and output. */
final class Interrupts {
    private Interrupts() {}

    /** The failure of a wait that an interrupt ended. */
    static InterruptedIOException of(Exception interrupt) {
        InterruptedIOException failure = new InterruptedIOException("interrupted");
        failure.initCause(interrupt);
        return failure;
    }
}
