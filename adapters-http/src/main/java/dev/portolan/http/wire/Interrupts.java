package dev.portolan.http.wire;

import java.io.InterruptedIOException;

/** Turns the interrupt of a thread that waits for the network into an I/O failure. */
final class Interrupts {
    private Interrupts() {}

    /** Returns the failure of a wait that an interrupt ended. */
    static InterruptedIOException of(Exception interrupt) {
        InterruptedIOException failure = new InterruptedIOException("interrupted");
        failure.initCause(interrupt);
        return failure;
    }
}
