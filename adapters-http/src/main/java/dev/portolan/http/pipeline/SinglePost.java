package dev.portolan.http.pipeline;

/**
 * Whether a registry stores a blob that is sent with the POST. Many open a session instead, and the blob would be sent
 * twice; so the first small blob probes it, and other small blobs wait for the result.
 */
public final class SinglePost {
    private enum State {
        UNKNOWN,
        TRYING,
        SUPPORTED,
        UNSUPPORTED
    }

    private State state = State.UNKNOWN;

    /**
     * Returns whether to send the next small blob with its POST. If this is unknown, the caller finds out: it must call
     * {@link #found} or {@link #failed} afterwards.
     */
    public synchronized boolean begin() throws InterruptedException {
        while (state == State.TRYING) {
            wait();
        }
        if (state == State.UNKNOWN) {
            state = State.TRYING;
        }
        return state != State.UNSUPPORTED;
    }

    /** Remembers whether the registry stored the blob. */
    public synchronized void found(boolean supported) {
        state = supported ? State.SUPPORTED : State.UNSUPPORTED;
        notifyAll();
    }

    /** Notes that a request failed without an answer to the question. */
    public synchronized void failed() {
        if (state == State.TRYING) {
            state = State.UNKNOWN;
        }
        notifyAll();
    }
}
