package dev.portolan.http.transfer;

import java.util.concurrent.Semaphore;

/**
 * The memory for pieces of blobs that arrive before it is their turn, shared by all downloads of a transport. A small
 * heap gets small pieces, and few of them. Each connection also costs a few buffers of the JDK's client, whose size is
 * a property of the JVM.
 */
public final class PieceMemory {
    private static final int MIB = 1 << 20;
    private static final long TOTAL = Math.min(96 * MIB, Runtime.getRuntime().maxMemory() >> 4);
    private static final int CLIENT_BUFFER = Integer.getInteger("jdk.httpclient.bufsize", 16 << 10);

    private final int piece;
    private final Semaphore free;
    private final boolean enough;

    /**
     * Memory that suits the heap: a sixteenth of it, and at most 96 MiB. Smaller pieces than 2 MiB cost more than they
     * win.
     */
    public PieceMemory() {
        this((int) Math.max(2 * MIB, Math.min(8 * MIB, TOTAL / 8)), TOTAL);
    }

    /** Memory for as many pieces of this size as fit. */
    public PieceMemory(int piece, long total) {
        this.piece = piece;
        this.free = new Semaphore((int) (total / (piece + 4L * CLIENT_BUFFER)));
        this.enough = free.availablePermits() > 1;
    }

    /** Returns whether there is memory for more than one piece, so that splitting a blob can pay. */
    boolean isEnough() {
        return enough;
    }

    /** Returns the size of a piece in bytes. */
    int piece() {
        return piece;
    }

    /** Takes the memory of a piece, if it is free. */
    boolean take() {
        return free.tryAcquire();
    }

    /** Takes the memory of several pieces, if it is free. */
    boolean take(long pieces) {
        return pieces <= Integer.MAX_VALUE && free.tryAcquire((int) pieces);
    }

    /** Gives back the memory of a piece. */
    void give() {
        free.release();
    }

    /** Gives back the memory of several pieces. */
    void give(long pieces) {
        free.release((int) pieces);
    }
}
