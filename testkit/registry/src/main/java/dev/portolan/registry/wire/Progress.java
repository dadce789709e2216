package dev.portolan.registry.wire;

/**
 * The progress of a request and its response. The log keeps only this object, because a request and a response retain
 * the buffers of their connection.
 */
public final class Progress {
    private volatile int status;
    private volatile long received;
    private volatile long sent;

    Progress() {}

    /** Returns the status that was sent; 0 before. */
    public int status() {
        return status;
    }

    /** Returns how many bytes of the request's body were read. */
    public long received() {
        return received;
    }

    /** Returns how many bytes of the response's body were sent. */
    public long sent() {
        return sent;
    }

    void responded(int newStatus) {
        status = newStatus;
    }

    /** Only the thread of the connection adds. */
    void addReceived(long bytes) {
        received = received + bytes;
    }

    void addSent(long bytes) {
        sent = sent + bytes;
    }
}
