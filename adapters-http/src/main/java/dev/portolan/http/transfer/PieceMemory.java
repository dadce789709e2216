package dev.portolan.http.transfer;

import java.util.concurrent.Semaphore;

/**
 * The memory for pieces of blobs that arrived before it was their turn, shared by all downloads of a transport. A small heap
 * gets small pieces, and few of them.
 */
public final class PieceMemory {
    private static final int MIB = 1 << 20;
    private static final long TOTAL =
            Math.max(2 * MIB, Math.min(64 * MIB, Runtime.getRuntime().maxMemory() >> 3));

    private final int piece;
    private final Semaphore free;

    /** Memory that suits the heap: an eighth of it, and at most 64 MiB. */
    public PieceMemory() {
        this((int) Math.max(MIB / 2, Math.min(4 * MIB, TOTAL / 8)), TOTAL);
    }

    /** Memory for as many pieces of this size as fit. */
    public PieceMemory(int piece, long total) {
        this.piece = piece;
        this.free = new Semaphore((int) (total / piece));
    }

    /** The size of a piece in bytes. */
    int piece() {
        return piece;
    }

    /** Takes the memory of a piece, if it is free. */
    boolean take() {
        return free.tryAcquire();
    }

    /** Gives back the memory of a piece. */
    void give() {
        free.release();
    }
}
